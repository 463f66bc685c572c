import type { Comparison, Series } from '../../study/agreement/agreement-result.ts';

/** A correlation found this close is as good as the printed one. */
const near = 0.005;

/** What the correlations of a comparison show and what they cannot, from its own figures. */
export function remarks(comparison: Comparison): readonly string[] {
  const { axis, published, assumed } = comparison;
  return [
    ...(published === null ? [] : [publishedRemark(comparison, published)]),
    affineRemark(comparison),
    levelRemark(comparison),
    simulatorRemark(comparison),
    ...(assumed
      ? [
          `The weights are described by ${axis}, not given: every entry of a table is taken to be used equally often, so "entropy" differs from "bits" only where indices are not coded plainly.`,
        ]
      : []),
  ];
}

function publishedRemark({ fits, series }: Comparison, { rSquared }: { readonly rSquared: number }): string {
  const names = new Set(series.filter(({ kind }) => kind === 'metric').map(({ name }) => name));
  const tools = new Set(series.filter(({ kind }) => kind === 'tool').map(({ name }) => name));
  const pairs = fits.flatMap(({ first, second, fit }) =>
    fit !== null && names.has(first) && tools.has(second) ? [{ first, second, fit }] : [],
  );
  const close = pairs.filter(({ fit }) => Math.abs(fit.rSquared - rSquared) <= near);
  const all = range(pairs.map(({ fit }) => fit.rSquared));
  const most = `Printed: R² = ${rSquared}. Found: ${all} over ${pairs.length} pairs of a reading and an encoding`;
  if (close.length === 0) return `${most}; none comes within ${near} of it.`;
  const slopes = range(close.map(({ fit }) => fit.slope));
  const levels = range(close.map(({ fit }) => fit.level));
  if (close.length === 1)
    return `${most}; one comes within ${near} of it: ${close[0]!.first} against ${close[0]!.second}.`;
  return `${most}; ${close.length} come within ${near} of it, with slopes of ${slopes} and levels of ${levels}: the figure does not tell which of them was meant.`;
}

/** The bounds on computation and both representational costs are straight lines in the axis. */
function affineRemark({ axis, fits, series }: Comparison): string {
  const straight = series.filter(({ kind, name }) => kind === 'metric' && /, (lower|upper)$/.test(name));
  const of = (first: string, second: string) =>
    fits.find((each) => each.first === first && each.second === second)?.fit;
  const apart = straight.flatMap(({ name }) =>
    series
      .filter(({ kind }) => kind === 'tool' || kind === 'simulator')
      .map((second) => Math.abs((of(name, second.name)?.rSquared ?? 0) - (of(axis, second.name)?.rSquared ?? 0))),
  );
  const most = Math.max(...apart);
  return `Without indices and with computation at one of its bounds the metric is affine in ${axis} (but for the rounding of K to whole entries): its R² against anything is that of ${axis} itself, to ${most < 5e-5 ? '0.0000' : most.toFixed(4)}. Such an R² says that the tool is close to a straight line in ${axis}. It says nothing of the factor 6, the bit widths, the slope or the level.`;
}

function levelRemark({ series, values, axis }: Comparison): string {
  const last = values.length - 1;
  const left = series
    .filter(({ kind }) => kind === 'tool')
    .map((each) => `${each.name.replace('tool ', '')} ${percentLeft(each, last)}`);
  const metric = series.find(({ kind }) => kind === 'metric')!;
  return `Left of the uncompressed energy at ${axis} = ${values[last]}: tool ${left.join(', ')}; metric (${metric.name}) ${percentLeft(metric, last)}.`;
}

function simulatorRemark({ series, values, axis, accelerator }: Comparison): string {
  const own = series.find(({ kind }) => kind === 'simulator')!;
  const saving = values.filter((_, at) => own.values[at]! < own.uncompressed!);
  const lead = `kjoule's own answer on ${accelerator} has the tables, the indices and the decoder in it`;
  if (saving.length === 0) return `${lead}: sharing saves energy at none of these values.`;
  if (saving.length === values.length) return `${lead}: sharing saves energy at all of these values.`;
  return `${lead}: sharing saves energy at ${axis} ${saving.join(', ')} only, where metric and tool see savings everywhere.`;
}

function percentLeft({ values, uncompressed }: Series, at: number): string {
  return `${((100 * values[at]!) / uncompressed!).toFixed(1)} %`;
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((each) => each.toPrecision(4));
  return least === most ? least! : `${least} to ${most}`;
}
