import { examineDocument } from '../shared/document.ts';
import { inShape } from '../shared/in-shape.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import { type ParsedYaml, parseYaml } from '../shared/parse-yaml.ts';
import { pathText } from '../shared/path-text.ts';
import { loadUnits } from '../shared/units.ts';
import { hardwareChecks } from './check-hardware.ts';
import type { EnergyUnit, HardwareSpec, VectorUnit } from './hardware.ts';
import { readComponent } from './read-component.ts';
import { namesIn, readConstraints } from './read-constraints.ts';
import { readDecoder } from './read-decoder.ts';
import { readLevel } from './read-level.ts';
import { readMac } from './read-mac.ts';
import { type HardwareFile, hardwareFileSchema } from './schema.ts';
import { type ComponentUse, type SpecReader, specReader } from './spec-reader.ts';
import { type ResolveInclude, withIncludes } from './with-includes.ts';

/** Reads an accelerator spec: defaults filled, quantities in named units. Throws one `InputError` with every fault. */
export async function readHardware(file: string, text: string, resolve?: ResolveInclude): Promise<HardwareSpec> {
  const { spec, issues } = await examineHardware(await withIncludes(parseYaml(file, text), resolve));
  if (spec === undefined) throw new InputError(issues);
  return spec;
}

export interface ExaminedHardware {
  /** Absent with any fault. */
  readonly spec?: HardwareSpec;
  readonly issues: readonly Issue[];
  /** What the spec asks the component library for, as far as it could be read: whether there are such rows is not known here. */
  readonly components: readonly ComponentUse[];
  /** NaN where it could not be read. */
  readonly technology: Pick<HardwareSpec, 'nodeNm' | 'voltageV'>;
}

/** As `readHardware`, with what could be read beside the faults in hand. Throws when that is nothing. */
export async function examineHardware(parsed: ParsedYaml): Promise<ExaminedHardware> {
  const { document, issues, isGuess } = examineDocument(parsed, hardwareFileSchema);
  const reader = specReader(document, await loadUnits());
  const fits = issues.length === 0;
  const { value, gaps } = fits ? { ...document, gaps: [] } : inShape(hardwareFileSchema, document.value);
  const spec = normalise(reader, value);
  // Behind broken syntax there may be more levels.
  if (parsed.breaks.length === 0) for (const check of hardwareChecks) check(reader, value);
  const isNews = newsBeside(issues, gaps);
  const all = [...issues, ...reader.issues.filter((issue) => isNews(issue) && !isGuess(issue))];
  const components = reader.components.filter(({ path }) => !isInside(pathText(path), gaps));
  const examined = { issues: all, components, technology: spec };
  return all.length > 0 ? examined : { ...examined, spec };
}

/** Whether a path is one of these, or leads on from one. */
function isInside(path: string, those: readonly string[]): boolean {
  return those.some((each) => each === '' || (path.startsWith(each) && /^($|[.[])/.test(path.slice(each.length))));
}

/** Tells what follows from a known fault, or a gap, from what is news: what is missing may well be what is misspelt. */
function newsBeside(known: readonly Issue[], gaps: readonly string[]): (issue: Issue) => boolean {
  const misspelt = known.filter(({ code }) => code === 'unknown-key');
  const paths = [...known.filter(({ code }) => code !== 'duplicate-key').map(({ path = '' }) => path), ...gaps];
  const faulty = new Set(paths);
  const levelsAreFaulty = paths.some((path) => path.startsWith('levels'));
  const namesAreFaulty = paths.some((path) => /^levels(\[\d+\](\.name)?)?$/.test(path));
  return ({ code, path = '' }) => {
    if (isInside(path, gaps)) return false;
    if (['role-not-kept', 'cannot-keep', 'fanout-exceeded'].includes(code)) return !levelsAreFaulty;
    if (code === 'unknown-level') return !namesAreFaulty;
    if (code !== 'missing-key' && code !== 'conflicting-keys') return !faulty.has(path);
    const [parent, key] = splitLast(path);
    const isAnyOf = code === 'conflicting-keys' || key === 'use';
    return !misspelt.some(
      (issue) => splitLast(issue.path ?? '')[0] === parent && (isAnyOf || (issue.hint?.includes(`"${key}"`) ?? true)),
    );
  };
}

/** `levels[1].word` as `levels[1]` and `word`. */
function splitLast(path: string): readonly [parent: string, key: string] {
  const dot = path.lastIndexOf('.');
  return [path.slice(0, Math.max(dot, 0)), path.slice(dot + 1)];
}

function normalise(reader: SpecReader, file: HardwareFile): HardwareSpec {
  const clockMhz = reader.positive(['clock'], 'mhz', file.clock);
  return {
    name: file.name,
    description: file.description ?? '',
    source: file.source,
    nodeNm: readNode(reader, file),
    voltageV: readVoltage(reader, file),
    clockMhz,
    levels: file.levels.map((level, index) => readLevel(reader, level, { index, clockMhz })),
    mac: readMac(reader, file.mac),
    ...(file.decoder !== undefined && { decoder: readDecoder(reader, file.decoder) }),
    ...(file.vector !== undefined && { vector: readVector(reader, file.vector) }),
    clockPowerMw: file.clockPower === undefined ? 0 : reader.quantity(['clockPower'], 'mw', file.clockPower),
    ...(file.energyUnit !== undefined && { energyUnit: readEnergyUnit(reader, file.energyUnit) }),
    constraints: readLimits(reader, file),
    dataflow: file.dataflow,
  };
}

function readLimits(reader: SpecReader, { constraints = {} }: HardwareFile): HardwareSpec['constraints'] {
  const { spatial = [], ...others } = constraints;
  const rules = readConstraints({ document: reader.document, path: ['constraints'] }, others);
  const placed = spatial.map((each, index) => {
    const path = ['constraints', 'spatial', index];
    const namesOn = (axis: 'x' | 'y') => namesIn({ document: reader.document, path: [...path, axis] }, each[axis]);
    return { ...each, writtenAt: reader.placeOf(path), dimensionsAt: [...namesOn('x'), ...namesOn('y')] };
  });
  return { spatial: placed, ...(rules.length > 0 && { rules }) };
}

function readNode(reader: SpecReader, { technology }: HardwareFile): number {
  return reader.positive(['technology', 'node'], 'nm', technology.node);
}

function readVoltage(reader: SpecReader, { technology }: HardwareFile): number {
  return reader.positive(['technology', 'voltage'], 'volt', technology.voltage);
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
