import { plainIndexBits } from '../compression/coding/plain-index-bits.ts';
import {
  entropyBound,
  layerRatio,
  networkRatio,
  type SharedLayer,
  sharedBits,
} from '../compression/compression-ratio.ts';
import { weightedLayers } from '../compression/weighted-layers.ts';
import type { Workload } from '../workload/workload.ts';
import type { Comparison } from './check.ts';
import type { DeepKMeansFigures } from './deep-k-means-figures.ts';
import type { ValidationData } from './validation-data.ts';

const group = 'Compression ratios';

type NetworkRatios = DeepKMeansFigures['networkRatios'];

/** Bits per index from K and p. */
const indexBits = {
  bound: (k: number, p: number) => entropyBound(k, p),
  plain: (k: number) => Math.log2(k),
  packed: (k: number) => plainIndexBits(k),
} as const;
type Coding = keyof typeof indexBits;
const codings: readonly Coding[] = ['bound', 'plain', 'packed'];
const titles: Readonly<Record<Coding, string>> = {
  bound: 'bound of the entropy',
  plain: 'log2 K bits an index',
  packed: 'packed indices',
};

/** Ratios of single layers, and of a network with the published K and p. */
export async function ratioChecks(data: ValidationData): Promise<readonly Comparison[]> {
  const { networkRatios } = data.deepKMeans;
  const workload = await data.network(networkRatios.network, 1);
  return [
    ...layerRatioChecks(data.deepKMeans.layerRatios),
    ...Object.keys(networkRatios.settings).flatMap((setting) => settingChecks(networkRatios, workload, setting)),
  ];
}

function layerRatioChecks(figures: DeepKMeansFigures['layerRatios']): readonly Comparison[] {
  const { network, vectorLength, tolerance, rows, ...origin } = figures;
  return rows.map(({ layer, vectors, biases, k, ratio }) => ({
    group,
    ...origin,
    tolerance: { absolute: tolerance },
    unit: '×',
    what: `${network} ${layer}, K = ${k}`,
    expected: ratio,
    actual: layerRatio({ entries: k, vectorLength, vectors, biases }),
  }));
}

function settingChecks(figures: NetworkRatios, workload: Workload, setting: string): readonly Comparison[] {
  const { network, tolerance, printed, settings, source, confidence, kind } = figures;
  const expected = settings[setting]!;
  const derived = codings.map((coding) => ({
    group,
    ...{ source, confidence, kind },
    tolerance: { absolute: tolerance },
    unit: '×',
    what: `${network}, ${setting}× setting, ${titles[coding]}`,
    expected: expected[coding],
    actual: settingRatio(figures, workload, { setting, coding }),
  }));
  const claim = {
    group,
    ...printed,
    unit: '×',
    what: `${network}, ${setting}× setting, printed ratio against the bound`,
    expected: expected.printed,
    actual: derived[0]!.actual,
  };
  return [...derived, claim];
}

/** The ratio of a network whose convolutions have the published K and p; layers that are not in the list stay as they are. */
export function settingRatio(
  { layers }: Pick<NetworkRatios, 'layers'>,
  workload: Workload,
  { setting, coding }: { readonly setting: string; readonly coding: Coding },
): number {
  return networkRatio(
    weightedLayers(workload).map(({ layer, weights, biases }) => {
      const bitsBefore = 32 * (weights + biases);
      const row = layers.find(({ name }) => name === layer.name);
      if (row === undefined) return { bitsBefore, bitsAfter: bitsBefore };
      const [entries, p] = [row.k[setting] ?? Number.NaN, row.p[setting] ?? Number.NaN];
      const shared: SharedLayer = { entries, vectorLength: row.size, vectors: row.vectors, biases };
      return { bitsBefore, bitsAfter: sharedBits(shared, indexBits[coding](entries, p)) };
    }),
  );
}
