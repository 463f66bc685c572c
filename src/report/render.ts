import type { LoggerInterface, Spec } from 'vega';
import type { RunResult } from '../cost/result.ts';
import type { Chart } from './charts/chart.ts';
import { charts } from './charts.ts';
import { textWidth } from './text-width.ts';

/** A chart in the forms a report needs. */
export interface RenderedChart extends Chart {
  /** For files: a picture that explains itself. */
  readonly svg: string;
  /** For pages, which have captions and a colour of their own: the same without title and background. */
  readonly bare: {
    readonly svg: string;
    /** What a page hands to Vega, which then needs no Vega-Lite. */
    readonly vega: Spec;
  };
  /** What Vega-Lite had to say; empty unless a chart is built wrongly. */
  readonly remarks: readonly string[];
}

/** Draws every chart of a result. */
export function renderCharts(result: RunResult): Promise<readonly RenderedChart[]> {
  return drawCharts(charts(result));
}

/** Draws charts one after another. */
export async function drawCharts(given: readonly Chart[]): Promise<readonly RenderedChart[]> {
  const rendered: RenderedChart[] = [];
  for (const chart of given) rendered.push(await renderChart(chart));
  return rendered;
}

/** Draws one chart. */
export async function renderChart(chart: Chart): Promise<RenderedChart> {
  const vegaLite = await import('vega-lite');
  const remarks: string[] = [];
  const { title, background, ...bare } = vegaLite.compile(chart.spec, { logger: collector(remarks) }).spec;
  const svg = await drawSvg({ ...bare, ...(title && { title }), ...(background && { background }) });
  return { ...chart, svg, bare: { svg: await drawSvg(bare), vega: bare }, remarks };
}

/** Without a canvas, and without evaluating text as code. Vega is loaded here, not before: it takes a quarter of a second. */
async function drawSvg(spec: Spec): Promise<string> {
  const [vega, { expressionInterpreter }] = await Promise.all([import('vega'), import('vega-interpreter')]);
  // Vega marks the data it is given with ids of its own.
  const runtime = vega.parse(structuredClone(spec), undefined, { ast: true });
  const view = new vega.View(runtime, { expr: expressionInterpreter, renderer: 'none', logLevel: vega.Error });
  const svg = await withOwnTextWidth(textMetricsOf(vega), () => view.toSVG());
  view.finalize();
  return svg;
}

interface TextMetrics {
  width: (item: TextItem, text: unknown) => number;
}

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
}

/** Exported by Vega, missing in its types. */
function textMetricsOf(vega: object): TextMetrics {
  return (vega as { readonly textMetrics: TextMetrics }).textMetrics;
}

/** Several charts may be drawn at a time; the last one done gives the setting back. */
const borrowed: { count: number; original: TextMetrics['width'] | null } = { count: 0, original: null };

/** Without a canvas Vega guesses 0.8 em per character. Its setting is global, so it is borrowed for the drawing only. */
async function withOwnTextWidth<Result>(metrics: TextMetrics, draw: () => Promise<Result>): Promise<Result> {
  borrowed.original ??= metrics.width;
  borrowed.count += 1;
  metrics.width = (item, text) =>
    textWidth(String(text ?? ''), item.fontSize ?? 11, item.fontWeight === 'bold' || Number(item.fontWeight) >= 600);
  try {
    return await draw();
  } finally {
    borrowed.count -= 1;
    if (borrowed.count === 0) {
      metrics.width = borrowed.original;
      borrowed.original = null;
    }
  }
}

/** Keeps what Vega-Lite says out of the console. */
function collector(remarks: string[]): LoggerInterface {
  const logger: LoggerInterface = {
    level: () => logger as LoggerInterface & number,
    error: (...said) => keep(said),
    warn: (...said) => keep(said),
    info: () => logger,
    debug: () => logger,
  };
  function keep(said: readonly unknown[]): LoggerInterface {
    remarks.push(said.map(String).join(' '));
    return logger;
  }
  return logger;
}
