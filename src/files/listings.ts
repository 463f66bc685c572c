import type { ComponentRow } from '../components/component-row.ts';
import { describeOptions } from '../compression/describe-options.ts';
import type { CompressionEngine } from '../compression/engine.ts';
import { engines } from '../compression/engines/index.ts';
import { conventions } from '../dataflow/conventions/index.ts';
import { plainObjectives } from '../mapper/objective.ts';
import { plainValue } from '../shared/located.ts';
import { parseYaml } from '../shared/parse-yaml.ts';
import { describeWorkload } from '../study/describe-workload.ts';
import { type BuiltInKind, builtInNames, builtInPath } from './built-in.ts';
import { loadLibrary } from './load-library.ts';
import { loadWorkload } from './load-workload.ts';
import { readInputText } from './read-input.ts';

/** One thing that can be named: `name`, `description`, and figures that depend on the kind. */
export type ListEntry = Readonly<Record<string, unknown>>;

/** What there is of each kind. */
export const listings = {
  workloads,
  hardware: () => described('hardware', ['description', 'source', 'dataflow']),
  scenarios: () => described('scenario', ['title', 'workload', 'hardware', 'batch', 'convention']),
  retraining: () => described('retraining', ['title', 'network', 'data', 'costs']),
  conventions: async () => conventions.map(({ name, description }) => ({ name, description })),
  mappers: async () => mappers,
  engines: async () => engines.map(engineEntry),
  components,
} as const satisfies Readonly<Record<string, (cwd: string) => Promise<readonly ListEntry[]>>>;

const objectives = [...plainObjectives, 'energy within TIME', 'energy / ENERGY + latency / TIME'];

const mappers: readonly ListEntry[] = [
  {
    name: 'templates',
    description: 'searches the tile sizes of one family of mappings, or of all four (dataflow: best)',
    dataflows: ['row-stationary', 'weight-stationary', 'output-stationary', 'no-local-reuse', 'best'],
    objectives,
  },
  {
    name: 'optimal',
    description:
      'the best mapping by an objective among all with dividing factors (or others: factors imperfect), with a proof',
    objectives,
  },
  { name: 'fixed', description: 'mappings as given, by layer; layers without one are mapped by templates' },
];

async function workloads(cwd: string): Promise<readonly ListEntry[]> {
  const names = await builtInNames('workload');
  return Promise.all(
    names.map(async (name) => {
      const { totals, source } = describeWorkload(await loadWorkload(name, { cwd, folder: cwd }, { batch: 1 }), 1);
      const { layers, macs, parameters } = totals;
      const millions = (count: number) => `${(count / 1e6).toFixed(1)} M`;
      const description = `${layers} layers, ${millions(macs)} MACs, ${millions(parameters)} parameters`;
      return { name, description, layers, macs, parameters, source };
    }),
  );
}

/** Some keys of every shipped file of a kind, as they stand there. */
async function described(kind: BuiltInKind, keys: readonly string[]): Promise<readonly ListEntry[]> {
  const names = await builtInNames(kind);
  return Promise.all(
    names.map(async (name) => {
      const { root } = parseYaml(name, await readInputText(builtInPath(kind, name), name));
      const value = (root === undefined ? {} : plainValue(root)) as Readonly<Record<string, unknown>>;
      const picked = Object.fromEntries(keys.filter((key) => key in value).map((key) => [key, value[key]]));
      return { name, description: value.description ?? value.title ?? '', ...picked };
    }),
  );
}

function engineEntry({ name, description, options }: CompressionEngine): ListEntry {
  return { name, description, options: describeOptions(options) };
}

async function components(cwd: string): Promise<readonly ListEntry[]> {
  return [...(await loadLibrary(cwd)).rows.values()].map(componentEntry);
}

function componentEntry(row: ComponentRow): ListEntry {
  const { nodeNm, voltageV } = row.technology;
  const points = row.points.map(({ capacityBits, energyPj }) => ({ capacityBits, energyPj }));
  const width = row.operandBits === undefined ? { widthBits: row.widthBits } : { operandBits: row.operandBits };
  return {
    name: row.name,
    description: `${row.class}, ${nodeNm} nm, ${voltageV} V: ${row.source}`,
    class: row.class,
    nodeNm,
    voltageV,
    ...width,
    points,
    source: row.source,
    confidence: row.confidence,
  };
}
