import type { RenderedChart } from '../report/render.ts';
import { renderPng } from './render-png.ts';

/** A further file of a report, e.g. the mappings in the form the mapper reads back. */
export interface ReportFile {
  /** A plain file name. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Every chart as Vega-Lite, as SVG and as PNG. */
export async function chartFiles(charts: readonly RenderedChart[]): Promise<ReportFile[]> {
  const files: ReportFile[] = [];
  for (const chart of charts) {
    files.push(
      { name: `${chart.name}.vl.json`, content: `${JSON.stringify(chart.spec, null, 2)}\n` },
      { name: `${chart.name}.svg`, content: chart.svg },
      { name: `${chart.name}.png`, content: await renderPng(chart.svg) },
    );
  }
  return files;
}
