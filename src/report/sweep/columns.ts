import type { SweepResult } from '../../study/run-sweep.ts';
import { codedMaps } from '../coded-maps.ts';
import { formatShare, formatSi } from '../number-format.ts';
import { formatEnergy, formatKnownArea } from '../quantities.ts';
import { type AnsweredCase, answered, baselineOf, basisOf, ratioOf } from './answered.ts';

/** One line of a sweep's table, on a page or in a terminal. */
export interface CaseColumn {
  readonly title: string;
  readonly figure: boolean;
  readonly dispensable: number;
  readonly cell: (each: AnsweredCase) => string;
}

/** What is told of every case; savings are against the baseline. */
export function caseColumns(sweep: SweepResult): readonly CaseColumn[] {
  const baseline = baselineOf(sweep);
  const against = baseline.label === answered(sweep)[0]!.label ? 'against first' : 'against baseline';
  const basis = basisOf(sweep);
  const zeros = answered(sweep).some(({ result }) => codedMaps(result) !== null);
  const figure = (title: string, dispensable: number, cell: CaseColumn['cell']): CaseColumn => ({
    title,
    figure: true,
    dispensable,
    cell,
  });
  return [
    { title: 'case', figure: false, dispensable: 0, cell: ({ label }) => label },
    figure(`energy${basis}`, 0, ({ energyPj }) => formatEnergy(energyPj)),
    figure(against, 2, ({ energyPj }) => formatShare(energyPj / baseline.energyPj)),
    figure('weights (W)', 1, (each) => formatEnergy(weightEnergyPj(each))),
    figure(`latency${basis}`, 1, ({ latencyMs }) => formatSi(latencyMs * 1e-3, 's')),
    figure('CR', 0, (each) => {
      const ratio = ratioOf(each);
      return ratio === null ? '-' : `${ratio.toFixed(1)}${each.result.compression?.assumed ? ' assumed' : ''}`;
    }),
    ...(zeros ? [figure('coded maps', 2, mapsText)] : []),
    figure('area', 3, ({ result }) => formatKnownArea(result.totals)),
    figure('warnings', 4, ({ result }) => String(result.warnings.length)),
  ];
}

/** Maps at the memories that code them, and how many times less that is than in plain words. */
function mapsText({ result }: AnsweredCase): string {
  const maps = codedMaps(result);
  if (maps === null || maps.bits === 0) return '-';
  return `${formatSi(maps.bits / 8, 'B')}, ${(maps.plainBits / maps.bits).toFixed(1)} ×`;
}

/** Moving and decoding weights: their traffic, tables and look-ups; not the arithmetic. */
export function weightEnergyPj({ result, inferences }: AnsweredCase): number {
  const rows = result.rows.filter(({ operand }) => operand === 'W' || operand === 'codebook');
  return rows.reduce((sum, row) => sum + row.energyPj, 0) / inferences;
}
