import pico from 'picocolors';
import type { AgreementResult, Comparison, Reduction } from '../../study/agreement/agreement-result.ts';
import { safeText } from '../safe-text.ts';
import type { TerminalOptions } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { remarks } from './remarks.ts';
import { correlations } from './tables.ts';

/** The agreement as text: squared correlations, what they show, Fig. 2. Ends with a line feed. */
export function agreementText(result: AgreementResult, options: TerminalOptions): string {
  const colours = pico.createColors(options.colour);
  const lines = [
    colours.bold(safeText(result.title)),
    ...result.comparisons.flatMap((each) => ['', ...comparisonLines(each, options, colours.dim)]),
    ...(result.reduction === null ? [] : ['', ...reductionLines(result.reduction, options, colours.dim)]),
    ...(options.reportFolder === null ? [] : ['', `Report: ${safeText(options.reportFolder)}/report.html`]),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function comparisonLines(
  comparison: Comparison,
  { columns }: TerminalOptions,
  dim: (text: string) => string,
): string[] {
  const { against, rows } = correlations(comparison);
  const short = against.map((name) => name.replace('tool ', '').replace(', ', ' '));
  const [head, ...body] = textTable(
    [
      { title: 'metric', figure: false, dispensable: 0 },
      ...short.map((title) => ({ title, figure: true, dispensable: /simulator|entropy/.test(title) ? 1 : 0 })),
    ],
    rows.map(({ name, rSquared }) => [safeText(name), ...rSquared.map((each) => each?.toFixed(4) ?? '–')]),
    Math.max(40, columns),
  );
  const { name, macs, values, axis, metric, batch, activity, accelerator } = comparison;
  return [
    `${safeText(name)}: ${(macs / 1e6).toFixed(1)} M MACs per image, ${axis} ${values.join(', ')}; metric with ${metric.weightBits}-bit weights, ${metric.activationBits}-bit activations, factor ${metric.factor}`,
    safeText(
      `R² with the tool (batch ${batch.tool}, zeros: ${activity ?? 'none'}) by style and encoding, and with kjoule on ${accelerator} (batch ${batch.simulator})`,
    ),
    dim(head!),
    ...body,
    ...remarks(comparison).map((remark) => `- ${safeText(remark)}`),
  ];
}

function reductionLines(
  { points, source, weightBits }: Reduction,
  { columns }: TerminalOptions,
  dim: (text: string) => string,
): string[] {
  const figure = (title: string) => ({ title, figure: true, dispensable: 0 });
  const [head, ...body] = textTable(
    [
      { title: 'layer', figure: false, dispensable: 0 },
      ...['K', 'accuracy %', '1 − K/N %', 'with indices %'].map(figure),
    ],
    points.map(({ layer, k, accuracy, reduction, withIndices }) => [
      safeText(layer),
      String(k),
      accuracy.toFixed(2),
      reduction.toFixed(2),
      withIndices.toFixed(2),
    ]),
    Math.max(40, columns),
  );
  return [safeText(`Reduction of the weights (Fig. 2), ${weightBits}-bit weights; ${source}`), dim(head!), ...body];
}
