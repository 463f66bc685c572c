import { beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../../src/compression/engines/index.ts';
import { Random } from '../../src/shared/random.ts';
import { type Backend, openBackend } from '../../src/training/backend/backend.ts';
import { initialParameters } from '../../src/training/network/parameters.ts';
import { planNetwork } from '../../src/training/network/plan.ts';
import { type PointLog, pointsOf } from '../../src/training/retraining/points.ts';
import { retrain } from '../../src/training/retraining/retrain.ts';
import type { RetrainingTask, SharingCase } from '../../src/training/retraining/retraining-task.ts';
import { clustersOf } from '../../src/training/share/clusters-of.ts';
import { pullToRowSpace, rightSingularVectors } from '../../src/training/share/row-space.ts';
import { shareNetwork } from '../../src/training/share/share-network.ts';
import { pullToMeans, tieGradients, withinClusterScatter } from '../../src/training/share/targets.ts';
import { bars, small } from './tiny.ts';

const length = 3;
const random = new Random(1);
const weights = Float32Array.from({ length: 12 * length }, () => random.next() - 0.5);
const assignment = Uint32Array.from({ length: 12 }, (_, vector) => vector % 4);
const engine = engines.find(({ name }) => name === 'deep-k-means')!;

describe('the regulariser (λ/2)[Tr(WᵀW) − Tr(FᵀWᵀWF)]', () => {
  const clusters = { assignment, count: 4, zero: new Uint8Array(4) };

  /** The matrices of the paper, written out: F ∈ R^{N×K}. */
  function literal(f: readonly (readonly number[])[], lambda: number): Float64Array {
    const count = f.length;
    return Float64Array.from(weights, (weight, at) => {
      const [vector, d] = [Math.floor(at / length), at % length];
      let projected = 0;
      for (let other = 0; other < count; other += 1) {
        const inner = f[vector]!.reduce((sum, each, k) => sum + each * f[other]![k]!, 0);
        projected += weights[other * length + d]! * inner;
      }
      return lambda * (weight - projected);
    });
  }

  test('with F_ij = 1/√n_j its gradient pulls each row to the mean of its cluster', () => {
    const f = Array.from(assignment, (cluster) => [0, 1, 2, 3].map((k) => (k === cluster ? 1 / Math.sqrt(3) : 0)));
    const gradient = new Float32Array(weights.length);
    pullToMeans(clusters, length, 0.7)(weights, gradient);
    for (const [at, wanted] of literal(f, 0.7).entries()) expect(gradient[at]).toBeCloseTo(wanted, 6);
  });

  test('its gradient equals differences of the within-cluster scatter', () => {
    const gradient = new Float32Array(weights.length);
    pullToMeans(clusters, length, 1)(weights, gradient);
    for (const at of [0, 7, 20, 35]) {
      const moved = (by: number) =>
        withinClusterScatter(
          clusters,
          length,
          weights.map((each, place) => (place === at ? each + by : each)),
        );
      expect((moved(0.01) - moved(-0.01)) / 0.02).toBeCloseTo(gradient[at]!, 4);
    }
  });

  test('a cluster that is fixed at zero pulls to zero', () => {
    const gradient = new Float32Array(weights.length);
    pullToMeans({ ...clusters, zero: Uint8Array.of(1, 0, 0, 0) }, length, 1)(weights, gradient);
    expect([...gradient.subarray(0, length)]).toEqual([...weights.subarray(0, length)]);
    expect(gradient[length]).not.toBe(weights[length]);
  });

  test('by SVD: F has orthonormal columns, and the gradient is that of the paper', () => {
    const { f, rank } = rightSingularVectors(weights, length, 2);
    expect(rank).toBe(2);
    const rows = Array.from({ length: 12 }, (_, vector) => [...f.subarray(vector * 2, vector * 2 + 2)]);
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      expect(rows.reduce((sum, row) => sum + row[a]! * row[b]!, 0)).toBeCloseTo(a === b ? 1 : 0, 6);
    }
    const gradient = new Float32Array(weights.length);
    pullToRowSpace({ f, rank }, length, 0.3)(weights, gradient);
    for (const [at, wanted] of literal(rows, 0.3).entries()) expect(gradient[at]).toBeCloseTo(wanted, 6);
  });

  test('by SVD with K ≥ s it vanishes: W has no more than s singular values', () => {
    const space = rightSingularVectors(weights, length, 8);
    expect(space.rank).toBe(length);
    const gradient = new Float32Array(weights.length);
    pullToRowSpace(space, length, 1)(weights, gradient);
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-6);
  });

  test('fine-tuning moves equal rows together, by the sum of their gradients', () => {
    const gradient = Float32Array.from(weights);
    tieGradients(clusters, length)(gradient);
    const sum = [0, 4, 8].reduce((total, vector) => total + weights[vector * length]!, 0);
    for (const vector of [0, 4, 8]) expect(gradient[vector * length]).toBeCloseTo(sum, 6);
  });
});

test('clusters are those of the engine: rows of one cluster decode alike, its zero entry stays zero', async () => {
  const parameters = initialParameters(planNetwork(small), 1);
  const options = { k: 4, sparsity: 0.3, firstLayer: 'same' };
  const { layers } = await shareNetwork(small, parameters, { engine, options, seed: 1 });
  const [conv] = layers;
  const found = clustersOf(conv!)!;
  expect(found).toMatchObject({ count: 4, length: 3 });
  expect([...found.zero].filter((each) => each === 1)).toHaveLength(1);
  found.assignment.forEach((cluster, row) => {
    const own = conv!.decoded!.subarray(row * 3, row * 3 + 3);
    expect([...own]).toEqual([...conv!.codebook!.subarray(cluster * 3, cluster * 3 + 3)]);
  });
  expect(clustersOf(layers[1]!)).toBeUndefined();
});

describe('re-training', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend('wasm');
  });

  const schedule = { epochs: 4, batch: 16, rate: 0.05, rateDecay: 0.9, momentum: 0.9, weightDecay: 0 };
  const variants: SharingCase['variants'] = [
    { regulariser: 'none', lambda: 0 },
    { regulariser: 'hard-indicator', lambda: 0.5 },
    { regulariser: 'svd', lambda: 0.5 },
  ];
  const options = { k: 3, firstLayer: 'same' };
  const shared: SharingCase = { name: 'K 3', method: 'rows', engine, layer: 'conv1', k: 3, options, variants };
  const task: RetrainingTask = {
    title: 'bars',
    workload: small,
    data: { name: 'bars', source: 'drawn by this test', training: bars(160, 1), test: bars(120, 2) },
    seeds: [1, 2],
    pretrain: { ...schedule, epochs: 6 },
    retrain: { ...schedule, rate: 0.03 },
    refreshEvery: 2,
    fineTune: { ...schedule, epochs: 1, rate: 1e-3 },
    cases: [shared],
    reference: { source: 'nobody', images: 7, points: [{ layer: 'conv1', k: 3, accuracy: 0.5 }] },
  };

  test('says what was used, counts its steps, draws the seeds together, and gives the same twice', async () => {
    const steps: [number, number][] = [];
    const { result } = await retrain(backend, task, { onProgress: (done, total) => steps.push([done, total]) });
    expect((await retrain(backend, task)).result).toEqual(result);
    expect(steps.at(-1)).toEqual([steps.length, steps.length]);
    expect(result.data).toEqual({ name: 'bars', source: 'drawn by this test', trainingImages: 160, testImages: 120 });
    expect(result.backend.name).toBe('wasm');
    expect(result.reference).toEqual({ source: 'nobody', images: 7 });
    expect(result.rows).toHaveLength(2 * 4);
    // conv1: 6 filters of 3 rows; 32(54 + 6) / (32·3·3 + 18·log2 3 + 32·6)
    const ratio = (32 * (54 + 6)) / (32 * 3 * 3 + 18 * Math.log2(3) + 32 * 6);
    for (const row of result.summary) {
      expect(row.compressionRatio).toBeCloseTo(ratio, 10);
      expect(row.published).toBe(0.5);
      const own = result.rows.filter((each) => each.regulariser === row.regulariser).map((each) => each.fineTuned!);
      expect(row.accuracy).toBeCloseTo((own[0]! + own[1]!) / 2, 12);
      expect([row.least, row.most]).toEqual([Math.min(...own), Math.max(...own)]);
      const losses = own.map((accuracy, at) => 100 * (result.baselines[at]!.accuracy - accuracy));
      expect(row.lossPoints).toBeCloseTo((losses[0]! + losses[1]!) / 2, 10);
    }
  });

  test('stopped after any point it goes on from there: nothing is done twice, and the result is the same', async () => {
    const whole = await retrain(backend, task);
    const points = pointsOf(task).length;
    for (const most of [1, 3, points - 1]) {
      const kept = new Map<string, unknown>();
      const log: PointLog = {
        find: (key) => kept.get(key),
        add: async (key, value) => void kept.set(key, JSON.parse(JSON.stringify(value))),
      };
      const done = () => [...kept.keys()].filter((key) => key.startsWith('point')).length;
      const part = await retrain(backend, task, { log, isStopped: () => done() >= most });
      expect(part.result.points).toEqual({ done: most, total: points });
      expect(part.result.rows).toEqual(whole.result.rows.slice(0, most));
      let added = 0;
      const counting: PointLog = { find: log.find, add: (key, value) => log.add(key, value).then(() => void added++) };
      const rest = await retrain(backend, task, { log: counting });
      expect(added).toBe(points - most + (most > points / 2 ? 0 : 1));
      expect(JSON.stringify(rest.result)).toBe(JSON.stringify(whole.result));
      expect(JSON.stringify(rest.finished)).toBe(JSON.stringify(whole.finished));
    }
  });

  test('stopped within the first training it has nothing, and says so', async () => {
    const { result, finished } = await retrain(backend, task, { isStopped: () => true });
    expect(finished).toEqual([]);
    expect(result).toMatchObject({ points: { done: 0, total: 8 }, baselines: [], rows: [], summary: [] });
  });

  test('the pictured layer is kept for its k and the first seed, before and after: rows that share decode alike', async () => {
    const pictured = { ...task, pictures: { layer: 'conv1', k: 3 } };
    const { finished } = await retrain(backend, pictured);
    const pictures = finished.flatMap(({ row, picture }) => (picture === null ? [] : [{ row, picture }]));
    expect(pictures.map(({ row }) => row.seed)).toEqual([1, 1, 1, 1]);
    for (const { picture } of pictures) {
      expect(picture.before).toHaveLength(6 * 9);
      const rows = Array.from({ length: 18 }, (_, row) => picture.after.slice(3 * row, 3 * row + 3).join(' '));
      expect(new Set(rows).size).toBe(3);
    }
  });

  test('with the hard indicator leaves rows that share well: the distortion of sharing falls', async () => {
    const one = { ...task, seeds: [1], fineTune: { ...schedule, epochs: 0 } };
    const noise = async (variant: SharingCase['variants'][number]) => {
      const cases = [{ ...shared, variants: [variant] }];
      const { parameters } = await retrain(backend, { ...one, cases }, { keepLast: true });
      const { layers } = await shareNetwork(small, parameters!, { engine, options, seed: 1 });
      return layers[0]!.error!.sqnrDb;
    };
    const [plain, pulled] = [await noise(variants[0]!), await noise(variants[1]!)];
    expect(pulled).toBeGreaterThan(plain + 6);
  });
});
