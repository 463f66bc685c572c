import { readHardware } from '../../src/hardware/read-hardware.ts';
import { InputError } from '../../src/shared/issue.ts';
import { parseYaml } from '../../src/shared/parse-yaml.ts';
import { readScenario } from '../../src/study/read-scenario.ts';
import type { ScenarioSources } from '../../src/study/scenario.ts';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';

/** conv: M 8, C 4, P 6, Q 6, R 3, S 3; point: 1 x 1. */
const network = `name: net
source: test
input: { channels: 4, size: [8, 8] }
layers:
  - { type: conv, name: conv, filters: 8, kernel: [3, 3] }
  - { type: conv, name: point, filters: 4, kernel: [1, 1] }
  - { type: max-pool, name: pool, kernel: 2 }
`;

export const hardware = `name: hw
source: test
technology: { node: 45 nm, voltage: 0.9 V }
clock: 200 MHz
dataflow: weight-stationary
levels:
  - name: DRAM
    keeps: [W, I, O]
    word: 8 bit
    component: { use: dram-horowitz }
  - name: GLB
    keeps: [I, O]
    capacity: 1 KiB
    word: 8 bit
    component: { use: sram-horowitz-45nm }
    fanout: { x: 4, y: 2 }
  - name: PE
    keeps: [W, I, O]
    capacity: 32 B
    word: 8 bit
    component: { use: regfile-sparseloop-45nm }
mac: { bits: { W: 8 bit, I: 8 bit, O: 8 bit }, component: { use: mac-horowitz-45nm } }
vector: { level: GLB, lanes: 4, component: { use: vector-horowitz-45nm } }
`;

export const sourcesOf = (spec: string): ScenarioSources => ({
  workload: async (name, options) => readLayerList(name, network, options),
  weights: async () => ({ weights: new Map(), absent: new Map() }),
  namedWeights: async () => ({ weights: new Map(), unused: [] }),
  engine: async () => Promise.reject(new Error('no engine is named here')),
  artefact: async () => Promise.reject(new Error('no artefact is named here')),
  activity: async () => Promise.reject(new Error('no activity is named here')),
  hardware: async () => readHardware('hw.yaml', spec),
  mapping: async () => Promise.reject(new Error('no mapping is named here')),
});

export const scenario = (mapper: string, spec = hardware) =>
  readScenario(parseYaml('s.yaml', `workload: net\nhardware: hw\nmapper:\n${mapper}`), sourcesOf(spec));

/** Code, place and hint of every fault. */
export async function faults(asked: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await asked.catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error('expected faults', { cause: error });
  return error.issues.map(({ code, file, line, column, path, hint }) => {
    return `${code} ${file}:${line}:${column} ${path}${hint === undefined ? '' : ` ${hint}`}`;
  });
}

export const mapper = (strategy: string, ...lines: string[]): string =>
  [`  strategy: ${strategy}`, '  constraints:', ...lines.map((line) => `    ${line}`), ''].join('\n');
