import { examineDocument } from '../shared/document.ts';
import { InputError } from '../shared/issue.ts';
import { parseYaml } from '../shared/parse-yaml.ts';
import { loadUnits } from '../shared/units.ts';
import { checkHardware } from './check-hardware.ts';
import type { EnergyUnit, HardwareSpec, MacArray, VectorUnit } from './hardware.ts';
import { readComponent } from './read-component.ts';
import { readDecoder } from './read-decoder.ts';
import { readLevel } from './read-level.ts';
import { type HardwareFile, hardwareFileSchema } from './schema.ts';
import { type SpecReader, specReader } from './spec-reader.ts';
import { type ResolveInclude, withIncludes } from './with-includes.ts';

/** Reads an accelerator spec: defaults filled, quantities in named units. Throws one `InputError` with every fault. */
export async function readHardware(file: string, text: string, resolve?: ResolveInclude): Promise<HardwareSpec> {
  const parsed = await withIncludes(parseYaml(file, text), resolve);
  const { document, issues } = examineDocument(parsed, hardwareFileSchema);
  const reader = specReader(document, await loadUnits());
  if (issues.length > 0) {
    lookFurther(reader, document.value);
    if (issues.every(({ code }) => code === 'unknown-key' || code === 'duplicate-key')) {
      checkHardware(reader, document.value);
    }
    // What is missing may well be what is misspelt.
    const missing = ['missing-key', 'role-not-kept'];
    const known = new Set(issues.filter(({ code }) => code !== 'duplicate-key').map(({ path }) => path));
    const further = reader.issues.filter(({ path, code }) => !known.has(path) && !missing.includes(code));
    throw new InputError([...issues, ...further]);
  }
  const spec = normalise(reader, document.value);
  checkHardware(reader, document.value);
  if (reader.issues.length > 0) throw new InputError(reader.issues);
  return spec;
}

/** Quantities of a file that does not fit its schema, part by part: a part too broken to read was reported already. */
function lookFurther(reader: SpecReader, file: HardwareFile): void {
  const attempt = (read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  };
  attempt(() => reader.positive(['technology', 'node'], 'nm', file.technology.node));
  attempt(() => reader.positive(['technology', 'voltage'], 'volt', file.technology.voltage));
  attempt(() => reader.positive(['clock'], 'mhz', file.clock));
  attempt(() => file.clockPower !== undefined && reader.quantity(['clockPower'], 'mw', file.clockPower));
  attempt(() => {
    for (const [index, level] of file.levels.entries()) attempt(() => readLevel(reader, level, { index, clockMhz: 1 }));
  });
  attempt(() => readMac(reader, file.mac));
  attempt(() => file.vector !== undefined && readVector(reader, file.vector));
  attempt(() => file.energyUnit !== undefined && readEnergyUnit(reader, file.energyUnit));
}

function normalise(reader: SpecReader, file: HardwareFile): HardwareSpec {
  const clockMhz = reader.positive(['clock'], 'mhz', file.clock);
  return {
    name: file.name,
    description: file.description ?? '',
    source: file.source,
    nodeNm: reader.positive(['technology', 'node'], 'nm', file.technology.node),
    voltageV: reader.positive(['technology', 'voltage'], 'volt', file.technology.voltage),
    clockMhz,
    levels: file.levels.map((level, index) => readLevel(reader, level, { index, clockMhz })),
    mac: readMac(reader, file.mac),
    ...(file.decoder !== undefined && { decoder: readDecoder(reader, file.decoder) }),
    ...(file.vector !== undefined && { vector: readVector(reader, file.vector) }),
    clockPowerMw: file.clockPower === undefined ? 0 : reader.quantity(['clockPower'], 'mw', file.clockPower),
    ...(file.energyUnit !== undefined && { energyUnit: readEnergyUnit(reader, file.energyUnit) }),
    constraints: { spatial: file.constraints?.spatial ?? [] },
    dataflow: file.dataflow,
  };
}

function readMac(reader: SpecReader, file: HardwareFile['mac']): MacArray {
  const bits = (role: 'W' | 'I' | 'O') => reader.positiveWhole(['mac', 'bits', role], 'bits', file.bits[role]);
  return {
    name: file.name ?? 'MAC',
    style: file.style ?? 'mac',
    bits: { W: bits('W'), I: bits('I'), O: bits('O') },
    macsPerCycle: reader.positive(['mac', 'macsPerCycle'], 'count', file.macsPerCycle ?? 1),
    component: readComponent(reader, file.component, { path: ['mac', 'component'], kind: 'mac' }),
  };
}

function readVector(reader: SpecReader, file: NonNullable<HardwareFile['vector']>): VectorUnit {
  return {
    name: file.name ?? 'vector unit',
    level: file.level,
    lanes: reader.positiveWhole(['vector', 'lanes'], 'count', file.lanes),
    component: readComponent(reader, file.component, { path: ['vector', 'component'], kind: 'vector' }),
    fused: file.fused ?? [],
  };
}

function readEnergyUnit(reader: SpecReader, file: NonNullable<HardwareFile['energyUnit']>): EnergyUnit {
  const energyPj = reader.positive(['energyUnit', 'energy'], 'pj', file.energy);
  return { name: file.name, energyPj, source: file.source };
}
