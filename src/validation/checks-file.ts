import Type, { type Static } from 'typebox';
import { readDocument } from '../shared/document.ts';

const strict = { additionalProperties: false } as const;
const name = Type.String({ minLength: 1 });
const positive = Type.Number({ exclusiveMinimum: 0 });
const batch = Type.Integer({ minimum: 1 });

export const checkKind = Type.Enum(['independent', 'calibrated', 'report-only']);

const tolerance = Type.Union([
  Type.Object({ relative: positive }, strict),
  Type.Object({ absolute: positive }, strict),
]);

const aim = Type.Object(
  {
    tolerance: Type.Optional(tolerance),
    kind: checkKind,
    missed: Type.Optional(
      Type.Array(name, {
        minItems: 1,
        description: 'Rows that miss the tolerance: reported, and explained in docs/validation-notes.md',
      }),
    ),
  },
  strict,
);

const tool = Type.Object(
  {
    style: Type.Enum(['online', 'simulator']),
    table: name,
    network: name,
    activity: name,
    batch,
    total: aim,
    layers: aim,
    dataTypes: aim,
  },
  strict,
);

const convention = Type.Enum(['port', 'timeloop', 'eyeriss']);

const mappedStudy = Type.Object(
  { table: name, network: name, batch, hardware: name, convention, components: aim, words: aim, room: aim },
  strict,
);

const mappedChip = Type.Object(
  {
    hardware: name,
    activity: name,
    convention,
    plain: aim,
    coded: aim,
    buffer: aim,
    processing: aim,
    latency: aim,
    energy: aim,
    energyAtMeasuredLatency: aim,
    gating: aim,
    gatingTable: name,
    components: aim,
    codedWords: aim,
  },
  strict,
);

const schema = Type.Object(
  {
    search: Type.Object({ table: name, network: name, batch, tolerance, kind: checkKind }, strict),
    chip: Type.Object(
      {
        table: name,
        mapping: name,
        network: name,
        batch,
        dram: Type.Object({ table: name, tolerance, kind: checkKind }, strict),
        buffer: aim,
        energy: aim,
      },
      strict,
    ),
    tool: Type.Array(tool),
    mapped: Type.Object({ study: mappedStudy, chip: mappedChip }, strict),
    simulation: Type.Object(
      {
        table: name,
        network: name,
        batch,
        hardware: name,
        convention,
        dataflow: Type.Enum(['row-stationary']),
        unit: name,
        arithmetic: aim,
        totals: aim,
      },
      strict,
    ),
  },
  strict,
);

/** Which published table each method is held against, and how closely. */
export type ChecksFile = Static<typeof schema>;
export type Aim = Static<typeof aim>;

/** Reads `hardware-specs/published/checks.yaml`. Throws `InputError`. */
export function readChecks(file: string, text: string): ChecksFile {
  return readDocument(file, text, schema).value;
}

/** What is asked of one row: one that is known to miss its goal is only reported. */
export function aimOf({ missed, ...aim }: Aim, row: string): Pick<Aim, 'tolerance' | 'kind'> {
  return missed?.includes(row) ? { ...aim, kind: 'report-only' } : aim;
}

/** The tables it names, each once. */
export function tableNames({ search, chip, tool, mapped, simulation }: ChecksFile): readonly string[] {
  const named = [search.table, chip.table, chip.mapping, chip.dram.table, ...tool.map(({ table }) => table)];
  return [...new Set([...named, mapped.study.table, mapped.chip.gatingTable, simulation.table])];
}
