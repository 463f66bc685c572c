import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ComponentLibrary } from '../src/components/library.ts';
import type { CostRow, RunResult } from '../src/cost/result.ts';
import type { HardwareSpec } from '../src/hardware/hardware.ts';
import type { MapperChoice } from '../src/mapper/mapper.ts';
import { InputError, NoAnswerError } from '../src/shared/issue.ts';
import { Random } from '../src/shared/random.ts';
import { type SimulationInput, simulate } from '../src/simulate.ts';
import { elementwiseLayer, layerMacs, poolingLayer } from '../src/workload/layers.ts';
import type { Layer, Workload } from '../src/workload/workload.ts';
import { shippedLibrary, shippedSpec } from './components/shipped.ts';
import { convolution } from './support/convolution.ts';
import { builtInNetwork } from './support/networks.ts';

let library: ComponentLibrary;
let eyeriss: HardwareSpec;
beforeAll(async () => {
  library = await shippedLibrary();
  eyeriss = await shippedSpec('eyeriss-65nm');
});
afterEach(() => vi.restoreAllMocks());

const templates: MapperChoice = { strategy: 'templates', dataflow: 'row-stationary', objective: 'energy' };

const workloadOf = (...layers: Layer[]): Workload => ({ name: 'test', source: 'test', layers, uncosted: [] });

const run = (workload: Workload, change: Partial<SimulationInput> = {}): Promise<RunResult> =>
  simulate({
    title: 'test',
    command: 'test',
    workload,
    batch: 1,
    hardware: eyeriss,
    library,
    convention: 'port',
    mapper: templates,
    ...change,
  });

const conv = convolution({ M: 6, C: 4, P: 7, Q: 7, R: 3, S: 3 }, 'conv');
const relu = elementwiseLayer({ name: 'relu', kind: 'activation', operation: 'activation', elements: 6 * 7 * 7 });
const pool = poolingLayer({
  name: 'pool',
  channels: 6,
  input: [7, 7],
  kernel: [3, 3],
  stride: [2, 2],
  operation: 'max',
});
const fc = convolution({ M: 10, C: 6 * 3 * 3 }, 'fc');
const network = workloadOf(conv, relu, pool, fc);

const sum = (rows: readonly { readonly energyPj: number }[]): number =>
  rows.reduce((total, row) => total + row.energyPj, 0);

describe('searches of a run', () => {
  it('can be watched and ended: each layer then has the best mapping found so far, and says so', async () => {
    const layer = convolution({ M: 64, C: 32, P: 16, Q: 16, R: 3, S: 3 }, 'layer');
    const watch = { onProgress: vi.fn(), signal: { aborted: true } };
    const mapper: MapperChoice = { strategy: 'optimal', objective: 'energy', bypass: false };
    const { layers } = await run(workloadOf(layer), { hardware: await shippedSpec('eyeriss-isca16'), mapper, watch });
    expect(watch.onProgress).toHaveBeenCalled();
    expect(layers[0]!.proof).toMatchObject({ stopped: 'cancelled' });
    expect(layers[0]!.proof!.gap).toBeGreaterThan(0);
  });
});

describe('every joule is accounted for once', () => {
  it.each(['port', 'timeloop', 'eyeriss'])(
    '%s: rows add up to layers and to the total, to the last bit',
    async (convention) => {
      const { rows, layers, totals } = await run(network, { convention });
      expect(totals.energyPj).toBeGreaterThan(0);
      expect(sum(rows)).toBe(totals.energyPj);
      expect(sum(layers)).toBe(totals.energyPj);
      for (const layer of layers) expect(sum(rows.filter((row) => row.layer === layer.name))).toBe(layer.energyPj);
      const backwards = [...rows].reverse();
      expect(sum(backwards)).toBe(totals.energyPj);
    },
  );

  it('levels of a layer add up to what it costs but for leakage and clock', async () => {
    const { rows, layers } = await run(network);
    for (const layer of layers.filter((each) => each.levels.length > 0)) {
      const dynamic = rows.filter((row) => row.layer === layer.name && row.componentClass !== 'static');
      expect(sum(layer.levels)).toBe(sum(dynamic));
    }
  });

  it('cycles, operations and MACs add up', async () => {
    const { layers, totals } = await run(network);
    const add = (value: (layer: (typeof layers)[number]) => number) => layers.reduce((n, layer) => n + value(layer), 0);
    expect(totals.cycles).toBe(add((layer) => layer.cycles));
    expect(totals.macs).toBe(6 * 4 * 7 * 7 * 3 * 3 + 10 * 54);
    expect(totals.operations).toBe(totals.macs + 6 * 7 * 7 + 6 * 3 * 3 * 3 * 3);
    for (const layer of layers) expect(layer.stalls.reduce((n, stall) => n + stall.cycles, 0)).toBe(layer.cycles);
  });

  it('the clock network burns its power for as long as the layer takes', async () => {
    const { rows, layers } = await run(network);
    for (const { name, cycles } of layers) {
      const [clock] = rows.filter((row) => row.layer === name && row.action === 'clock');
      // mW · ns = pJ
      const expected = eyeriss.clockPowerMw * (cycles / eyeriss.clockMhz) * 1000;
      expect(Math.abs((clock?.energyPj ?? 0) - expected)).toBeLessThanOrEqual(1 / 2048);
    }
  });

  // 2^53 / 1024 pJ is 8.8 J: above it the grid of 1/1024 pJ is finer than a double, and a coarser one takes over.
  it('also for a workload of more than 8.8 J', async () => {
    const large = ['a', 'b', 'c'].map((name) => ({ ...conv, name, repeat: 2e8 + name.charCodeAt(0) }));
    const { rows, totals } = await run(workloadOf(...large));
    expect(totals.energyPj).toBeGreaterThan(2 ** 53 / 1024);
    expect(sum([...rows].reverse())).toBe(totals.energyPj);
    expect(sum([...rows].sort((a, b) => a.energyPj - b.energyPj))).toBe(totals.energyPj);
  });
});

describe('layers without multiply-accumulates', () => {
  it('an activation on the way out costs its operations and moves nothing', async () => {
    const { rows, layers } = await run(network);
    const own = rows.filter((row) => row.layer === 'relu' && row.count > 0);
    expect(own).toMatchObject([{ component: 'vector unit', action: 'activation', operand: '-', count: 6 * 7 * 7 }]);
    expect(own[0]!.energyPj).toBeGreaterThan(0);
    expect(layers[1]).toMatchObject({
      cycles: 0,
      macs: 0,
      levels: [],
      mapping: '',
      mapper: 'fused into the layer before',
    });
  });

  it('pooling reads its windows and writes its outputs', async () => {
    const { rows, layers } = await run(network);
    const count = (component: string, action: string, operand: string): number =>
      rows
        .filter((row) => row.layer === 'pool')
        .filter((row) => row.component === component && row.action === action && row.operand === operand)
        .reduce((total, row) => total + row.count, 0);
    expect(count('vector unit', 'max', '-')).toBe(6 * 3 * 3 * (3 * 3));
    expect(count('DRAM', 'read', 'I')).toBeGreaterThanOrEqual(6 * 7 * 7);
    expect(count('DRAM', 'write', 'O')).toBe(6 * 3 * 3);
    expect(layers[2]).toMatchObject({ macs: 0, utilisation: null, operations: 6 * 3 * 3 * 3 * 3 });
  });

  it('on an accelerator without a vector unit they are listed, not dropped and not free', async () => {
    const { vector: _, ...bare } = eyeriss;
    const { layers, uncosted, rows } = await run(network, { hardware: bare });
    expect(layers.map((layer) => layer.name)).toEqual(['conv', 'fc']);
    expect(uncosted.map(({ operator, node }) => [operator, node])).toEqual([
      ['activation', 'relu'],
      ['pool', 'pool'],
    ]);
    for (const { reason } of uncosted) expect(reason).toContain('no vector unit');
    expect(rows.some((row: CostRow) => row.layer === 'pool')).toBe(false);
  });

  it('what the network listed as not costed before stays listed', async () => {
    const before = { operator: 'NonMaxSuppression', node: 'nms', reason: 'no cost model' };
    const { uncosted } = await run({ ...network, uncosted: [before] });
    expect(uncosted).toEqual([before]);
  });
});

describe('layers that are alike', () => {
  it('a layer that runs five times costs five times as much as once', async () => {
    const [once, five] = await Promise.all([1, 5].map((repeat) => run(workloadOf({ ...conv, repeat }))));
    expect(five!.totals.macs).toBe(5 * once!.totals.macs);
    expect(five!.totals.cycles).toBe(5 * once!.totals.cycles);
    // Each row of five runs is rounded to the grid once, not five times.
    const rounding = (five!.rows.length * (5 + 1)) / 2048;
    expect(Math.abs(five!.totals.energyPj - 5 * once!.totals.energyPj)).toBeLessThanOrEqual(rounding);
    expect(five!.totals.parameters).toBe(5 * once!.totals.parameters);
  });

  it('layers of one shape are mapped once, whatever their names', async () => {
    const draws = vi.spyOn(Random.prototype, 'next');
    const single = await run(workloadOf(conv));
    const first = draws.mock.calls.length;
    draws.mockClear();
    const triple = await run(workloadOf(conv, { ...conv, name: 'again' }, { ...conv, name: 'and again' }));
    expect(first).toBeGreaterThan(0);
    expect(draws.mock.calls.length).toBe(first);
    expect(triple.totals.energyPj).toBe(3 * single.totals.energyPj);
    expect(new Set(triple.layers.map((layer) => layer.mapping)).size).toBe(1);
  });

  it('but a mapping given for one of them is not used for the others', async () => {
    const given: MapperChoice = { strategy: 'fixed', mappings: new Map([['fc', 'DRAM: M10 C54\nGLB:\nPE:']]) };
    const { layers } = await run(workloadOf(fc, { ...fc, name: 'other' }), { mapper: given });
    expect(layers.map((layer) => layer.mapper)).toEqual(['fixed', 'templates: row-stationary']);
    expect(layers[0]!.mapping).toBe('DRAM keep W,I,O: M10 C54\nGLB keep I,O:\nPE keep W,I,O:');
  });

  it('the same input gives the same result, to the byte', async () => {
    const [one, two] = await Promise.all([run(network), run(network)]);
    expect(JSON.stringify(one)).toBe(JSON.stringify(two));
  });
});

describe('batch', () => {
  it.each([1, 4, 16])('%d images take that many times the MACs', async (batch) => {
    const single = builtInNetwork('lenet5').layers.reduce((total, layer) => total + layerMacs(layer), 0);
    const { totals, workload } = await run(builtInNetwork('lenet5', batch), { batch });
    expect(totals.macs).toBe(batch * single);
    expect(workload.batch).toBe(batch);
  });

  it('parameters do not multiply with the batch, and weights of a fully connected layer are shared by it', async () => {
    const [one, many] = await Promise.all([1, 16].map((batch) => run(builtInNetwork('lenet5', batch), { batch })));
    expect(many!.totals.parameters).toBe(one!.totals.parameters);
    expect(many!.totals.energyPj).toBeLessThan(16 * one!.totals.energyPj);
  });
});

describe('questions without an answer and bad input', () => {
  it('layers whose single point is larger than a memory fit nowhere; all are named, with what is needed', async () => {
    const levels = eyeriss.levels.map((level) =>
      level.name === 'PE'
        ? { ...level, memories: level.memories.map((memory) => ({ ...memory, capacityBits: 8 })) }
        : level,
    );
    const failure = run(network, { hardware: { ...eyeriss, levels } });
    await expect(failure).rejects.toThrow(NoAnswerError);
    const tooSmall = { code: 'nothing-fits', found: '16 bit', accepted: 'at most 8 bit' };
    await expect(failure).rejects.toMatchObject({
      issues: [
        { ...tooSmall, path: 'conv' },
        { ...tooSmall, path: 'fc' },
      ],
    });
  });

  it('a given mapping whose tile is larger than its memory has no answer', async () => {
    const mapper: MapperChoice = { strategy: 'fixed', mappings: new Map([['fc', 'DRAM: M10\nPE: C54']]) };
    await expect(run(workloadOf(fc), { mapper })).rejects.toMatchObject({
      name: 'NoAnswerError',
      issues: [{ code: 'does-not-fit', path: 'PE.ifmap' }],
    });
  });

  it.each([
    ['eyeris', 'did you mean "eyeriss"?'],
    ['Port', 'did you mean "port"?'],
    ['time-loop', 'did you mean "timeloop"?'],
  ])('a convention called %s: %s', async (convention, hint) => {
    const failure = run(network, { convention });
    await expect(failure).rejects.toThrow(InputError);
    await expect(failure).rejects.toMatchObject({
      issues: [{ code: 'unknown-convention', found: convention, accepted: 'port, timeloop, eyeriss', hint }],
    });
  });

  it('a convention unlike any other gets no guess', async () => {
    await expect(run(network, { convention: '__proto__' })).rejects.toSatisfy(
      (error: InputError) => error.issues[0]!.hint === undefined,
    );
  });
});

describe('progress', () => {
  it('is told before each layer and at the end', async () => {
    const told: string[] = [];
    await run(network, { onProgress: (done, total, layer) => told.push(`${done}/${total} ${layer}`) });
    expect(told).toEqual(['0/4 conv', '1/4 relu', '2/4 pool', '3/4 fc', '4/4 ']);
  });
});

describe('a workload of nothing', () => {
  it('costs nothing, and no figure is not-a-number', async () => {
    const { totals, rows } = await run(workloadOf());
    expect(rows).toEqual([]);
    expect(totals).toMatchObject({ energyPj: 0, cycles: 0, macs: 0, averagePowerMw: 0, energyPerMacPj: 0 });
  });
});

describe('zeros in maps', () => {
  const sparse: Layer = { ...conv, zeros: { I: 0.6, O: 0.7, source: 'test' } };
  const mapper: MapperChoice = {
    strategy: 'fixed',
    mappings: new Map([['conv', 'GLB: M3 Q7 | X: P7 Y: C4 R3\nPE: M2 S3']]),
  };
  const energies = (result: RunResult, component: string) =>
    result.rows.filter((row) => row.component === component).reduce((sum, row) => sum + row.energyPj, 0);

  it('on Eyeriss, filter words, partial sums and multiplications fall with the zeros; cycles and all other words stay', async () => {
    const [full, zeros] = [await run(workloadOf(conv), { mapper }), await run(workloadOf(sparse), { mapper })];
    for (const component of ['MAC', 'PE.filter', 'PE.psum'] as const) {
      expect(energies(zeros, component), component).toBeLessThan(energies(full, component));
    }
    expect(energies(zeros, 'MAC') / energies(full, 'MAC')).toBeCloseTo(0.4, 6);
    for (const component of ['PE.ifmap', 'GLB', 'GLB network']) {
      expect(energies(zeros, component), component).toBe(energies(full, component));
    }
    const compute = ({ layers }: RunResult) => layers[0]!.stalls.find(({ cause }) => cause === 'compute');
    expect(compute(zeros)).toEqual(compute(full));
  });

  it('stand in the result with where they come from; a result without them says so', async () => {
    const [layer, other] = (await run(workloadOf(sparse, fc))).layers;
    expect(layer!.activity).toMatchObject({ inputZeros: 0.6, outputZeros: 0.7, source: 'test' });
    expect(layer!.activity!.traffic.map(({ memory, operand }) => `${memory} ${operand}`)).toEqual(['DRAM I', 'DRAM O']);
    expect(other!.activity).toBeNull();
  });

  it('take the place of the assumption that there are none', async () => {
    const ids = async (layer: Layer) => (await run(workloadOf(layer), { mapper })).assumptions.map(({ id }) => id);
    expect(await ids(conv)).toContain('A9');
    expect(await ids(conv)).not.toContain('A37');
    expect(await ids(sparse)).not.toContain('A9');
    expect(await ids(sparse)).toEqual(expect.arrayContaining(['A37', 'A38']));
  });

  it('layers alike in all but their zeros are mapped each on its own', async () => {
    const twins = workloadOf({ ...sparse, name: 'first' }, { ...conv, name: 'second' });
    const [first, second] = (await run(twins)).layers;
    const [alone] = (await run(workloadOf({ ...conv, name: 'second' }))).layers;
    expect(second).toEqual(alone);
    expect(first!.energyPj).toBeLessThan(second!.energyPj);
  });
});
