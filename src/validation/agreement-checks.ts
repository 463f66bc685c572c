import { compressedCases, metricInput } from '../study/agreement/cases.ts';
import { fitSeries } from '../study/agreement/fit.ts';
import { metricSeries, toolSeries } from '../study/agreement/series.ts';
import type { Comparison } from './check.ts';
import type { ValidationData } from './validation-data.ts';

/** The reading that leaves nothing but a straight line in the cluster rate: with it the correlation is the tool's own. */
const affine = 'per-access, lower';

/**
 * The paper's squared correlations of metric and tool, under every way shared weights may have been entered. Only reported:
 * which way it was is not known, and such a figure is blind to slope and level.
 */
export async function agreementChecks({ agreement, reference }: ValidationData): Promise<Comparison[]> {
  const { comparisons } = await agreement();
  const found: Comparison[] = [];
  for (const each of comparisons) {
    const { published } = each.given;
    if (published === undefined) continue;
    const cases = compressedCases(each.sweep);
    const metric = metricSeries(metricInput(each)).find(({ name }) => name === affine)!;
    for (const tool of toolSeries({ layers: each.toolLayers, data: reference, cases })) {
      const fitted = await fitSeries(metric.values, tool.values);
      if (fitted === null) continue;
      found.push({
        group: `Metric against tool, ${each.given.name}: R²`,
        what: tool.name.replace('tool ', ''),
        source: published.source,
        confidence: 'printed',
        kind: 'report-only',
        unit: '',
        expected: published.rSquared,
        actual: fitted.rSquared,
      });
    }
  }
  return found;
}
