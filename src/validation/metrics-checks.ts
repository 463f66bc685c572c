import { assume } from '../compression/engines/assume.ts';
import { networkMetrics } from '../metrics/network-metrics.ts';
import { normalisedTotal } from '../metrics/normalised-total.ts';
import type { Workload } from '../workload/workload.ts';
import type { Comparison } from './check.ts';
import type { DeepKMeansFigures } from './deep-k-means-figures.ts';
import { known, type ValidationData } from './validation-data.ts';

type Metrics = ReturnType<typeof networkMetrics>;
type Group = DeepKMeansFigures['metrics'][number];
type Measure = Group['measure'];

const measures: Readonly<Record<Measure, { unit: string; title: string; of: (metrics: Metrics) => number }>> = {
  addersPerMac: {
    unit: 'FA/MAC',
    title: 'full adders per MAC',
    of: ({ computation, macs }) => computation.upper / macs,
  },
  adders: { unit: 'FA', title: 'full adders', of: ({ computation }) => computation.upper },
  weightBits: { unit: 'bit', title: 'weights, all uses', of: ({ weightBits }) => weightBits },
  activationBits: { unit: 'bit', title: 'activations, all uses', of: ({ activationBits }) => activationBits },
  perAccess: {
    unit: 'MAC',
    title: 'total, per access',
    of: ({ layers }) => normalisedTotal(layers, { reading: 'per-access' }),
  },
  perMac: { unit: 'MAC', title: 'total, per MAC', of: ({ layers }) => normalisedTotal(layers, { reading: 'per-mac' }) },
};

const group = 'Energy-aware metrics';

/** The metrics of dense convolutions, and what sharing saves of the weights of one layer. */
export async function metricsChecks(data: ValidationData): Promise<readonly Comparison[]> {
  const dense = await Promise.all(data.deepKMeans.metrics.map((each) => groupChecks(data, each)));
  return [...dense.flat(), await reductionCheck(data)];
}

async function groupChecks(data: ValidationData, { measure, rows, ...origin }: Group): Promise<readonly Comparison[]> {
  const { unit, title, of } = measures[measure];
  return Promise.all(
    rows.map(async ({ network, layer, weightBits, activationBits, figure, tolerance }) => {
      const workload = convolutionsOf(await data.network(network, 1), layer);
      const metrics = networkMetrics({ workload, precision: { weightBits, activationBits } });
      const name = layer === undefined ? `${network} conv` : `${network} ${layer}`;
      const what = `${name}, ${title}, ${weightBits}/${activationBits} bit`;
      const aim = { ...origin, tolerance: { absolute: tolerance } };
      return { group, ...aim, unit, what, expected: figure, actual: of(metrics) };
    }),
  );
}

function convolutionsOf(workload: Workload, name: string | undefined): Workload {
  const layers = workload.layers.filter(({ kind }) => kind === 'conv');
  if (name === undefined) return { ...workload, layers };
  return { ...workload, layers: [known(new Map(layers.map((layer) => [layer.name, layer])), name, 'layer')] };
}

async function reductionCheck(data: ValidationData): Promise<Comparison> {
  const { network, layer, k, figure, tolerance, ...origin } = data.deepKMeans.reduction;
  const workload = convolutionsOf(await data.network(network, 1), layer);
  const { layers } = await assume.compress({ workload, weights: new Map(), seed: 1 }, { k });
  const compressed = new Map(layers.map((each) => [each.layer, each]));
  // The reduction is the same at every precision.
  const metrics = networkMetrics({ workload, precision: { weightBits: 16, activationBits: 16 }, compressed });
  const { weightBits, uncompressed } = metrics.layers[0]!;
  return {
    group,
    ...origin,
    tolerance: { absolute: tolerance },
    unit: '%',
    what: `${network} ${layer}, weights saved at K = ${k}`,
    expected: figure,
    actual: 100 * (1 - weightBits / uncompressed.weightBits),
  };
}
