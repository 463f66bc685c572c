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
  const files = await Promise.all(
    charts.map(
      async ({ name, spec, svg }): Promise<ReportFile[]> => [
        { name: `${name}.vl.json`, content: `${JSON.stringify(spec, null, 2)}\n` },
        { name: `${name}.svg`, content: svg },
        { name: `${name}.png`, content: await renderPng(svg) },
      ],
    ),
  );
  return files.flat();
}
