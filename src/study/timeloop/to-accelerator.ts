import type { TimeloopArchitecture, TimeloopLevel } from './architecture.ts';
import type { TimeloopConstraints } from './constraints.ts';
import { type ActionEnergies, energyOf } from './tables.ts';

export interface AcceleratorInput {
  readonly name: string;
  /** The files it was read from. */
  readonly source: string;
  readonly architecture: TimeloopArchitecture;
  readonly energies: ReadonlyMap<string, ActionEnergies>;
  readonly areas: ReadonlyMap<string, number>;
  /** By level, the roles the mapping keeps there; absent: all. */
  readonly keeps?: readonly (readonly string[])[];
  /** Limits on its mapspace; absent: none are given. */
  readonly constraints?: TimeloopConstraints;
  /** What a Timeloop specification does not say. */
  readonly technology: { readonly node: string; readonly voltage: string; readonly clock: string };
}

/** The architecture as an accelerator file of ours, with what it was made from beside it. */
export function acceleratorText(input: AcceleratorInput): string {
  const { name, source, architecture, technology } = input;
  const { storage, arithmetic, ignored } = architecture;
  const all = [...storage, arithmetic];
  const lines = [
    `# Made from a Timeloop specification: ${source}. Words, capacities and energies are those of its tables, per block access;`,
    '# W stands for the data space that is read first, I for the others that are read, O for the one that is written.',
    ...(ignored.length === 0 ? [] : [`# Not taken over: ${ignored.join(', ')}.`]),
    `name: ${quoted(name)}`,
    'description: read from a Timeloop specification',
    `source: ${quoted(source)}`,
    `technology: { node: ${technology.node}, voltage: ${technology.voltage} }`,
    `clock: ${technology.clock} # a Timeloop specification counts cycles only`,
    'dataflow: output-stationary # what the template search starts from; Timeloop has no such word',
    '',
    'levels:',
    ...storage.flatMap((level, index) => levelLines(input, { level, below: all[index + 1]!, index })),
    'mac:',
    `  name: ${quoted(arithmetic.name)}`,
    `  bits: { W: ${arithmetic.wordBits} bit, I: ${arithmetic.wordBits} bit, O: ${arithmetic.wordBits} bit }`,
    `  component: ${component(input, arithmetic.name, [['mac', 'compute']])}`,
    ...constraintLines(input),
  ];
  return `${lines.join('\n')}\n`;
}

function constraintLines({ constraints }: AcceleratorInput): string[] {
  if (constraints === undefined) return [];
  const { utilisation, levels, notTaken } = constraints;
  const left = notTaken.map((each) => `# Not taken over: ${each}.`);
  if (utilisation === null && levels.length === 0) return ['', ...left];
  return [
    '',
    '# Of its constraints, dimensions by the names of our layers.',
    ...left,
    'constraints:',
    ...(utilisation === null ? [] : [`  utilisation: ${utilisation}`]),
    ...(levels.length === 0 ? [] : ['  levels:', ...levels.map((line) => `    - ${line}`)]),
  ];
}

interface LevelInput {
  readonly level: TimeloopLevel;
  readonly below: TimeloopLevel;
  readonly index: number;
}

function levelLines(input: AcceleratorInput, { level, below, index }: LevelInput): string[] {
  const { words, wordBits, block } = level;
  const [x, y] = [below.meshX / level.meshX, below.meshY / level.meshY];
  const prices = [
    ['read', 'read'],
    ['write', 'fill'],
    ['update', 'update'],
  ] as const;
  return [
    `  - name: ${quoted(level.name)} # class ${level.class}`,
    `    keeps: [${(input.keeps?.[index] ?? ['W', 'I', 'O']).join(', ')}]`,
    ...(Number.isFinite(words) ? [`    capacity: ${words} * ${wordBits} bit`] : []),
    `    word: ${wordBits} bit`,
    ...(block === 1 ? [] : [`    block: ${block * wordBits} bit`]),
    ...bandwidth(level),
    `    component: ${component(input, level.name, prices)}`,
    ...(x * y === 1 ? [] : [`    fanout: { x: ${x}, y: ${y} }`]),
    '    network: { multicast: true, reduction: true } # costs nothing: networks are not taken over',
    '',
  ];
}

function bandwidth({ readBandwidth, writeBandwidth, sharedPort, wordBits }: TimeloopLevel): string[] {
  if (sharedPort) return [`    bandwidth: ${readBandwidth * wordBits} bit/cycle`];
  const ports = [
    ...(Number.isFinite(readBandwidth) ? [`read: ${readBandwidth * wordBits} bit/cycle`] : []),
    ...(Number.isFinite(writeBandwidth) ? [`write: ${writeBandwidth * wordBits} bit/cycle`] : []),
  ];
  return ports.length === 0 ? [] : [`    bandwidth: { ${ports.join(', ')} }`];
}

function component(
  { energies, areas, source }: AcceleratorInput,
  name: string,
  actions: readonly (readonly [string, Parameters<typeof energyOf>[1]])[],
): string {
  const prices = actions.map(([own, action]) => `${own}: ${energyOf(energies.get(name), action)} pJ`);
  const area = areas.get(name);
  const place = area === undefined ? '' : ` area: ${area} um^2,`;
  return `{ energy: { ${prices.join(', ')} },${place} source: ${quoted(`reference tables of ${source}`)} }`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
