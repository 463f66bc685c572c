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

const aim = Type.Object({ tolerance: Type.Optional(tolerance), kind: checkKind }, strict);

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
    simulation: Type.Object(
      {
        table: name,
        network: name,
        batch,
        hardware: name,
        convention: Type.Enum(['port', 'timeloop', 'eyeriss']),
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

/** The tables it names, each once. */
export function tableNames({ search, chip, tool, simulation }: ChecksFile): readonly string[] {
  const named = [search.table, chip.table, chip.mapping, chip.dram.table, ...tool.map(({ table }) => table)];
  return [...new Set([...named, simulation.table])];
}
