import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readVegaScript } from '../../src/files/vega-script.ts';
import { summaryMarkdown } from '../../src/report/markdown/summary.ts';
import { sweepMarkdown } from '../../src/report/markdown/sweep.ts';
import { drawCharts } from '../../src/report/render.ts';
import { answered } from '../../src/report/sweep/answered.ts';
import { caseData } from '../../src/report/sweep/case-data.ts';
import { sweepCharts } from '../../src/report/sweep/charts.ts';
import { summaryFrontChart } from '../../src/report/sweep/front-chart.ts';
import { renderSweepHtml } from '../../src/report/sweep/page.ts';
import { renderSummaryHtml } from '../../src/report/sweep/summary-page.ts';
import { sweptWarnings } from '../../src/report/sweep/warnings.ts';
import type { SweepResult } from '../../src/study/run-sweep.ts';
import { SweepSummariser } from '../../src/study/sweep/summarise-sweep.ts';
import { HOSTILE } from './fixture.ts';
import { hostileSweep, kAlone, kAndBuffer } from './sweep-fixture.ts';

type Values = readonly Readonly<Record<string, unknown>>[];

function specOf(sweep: SweepResult, name: string) {
  const chart = sweepCharts(sweep).find((one) => one.name === name);
  if (chart === undefined) throw new Error(`no chart ${name}`);
  return chart.spec as unknown as { data: { values: Values }; layer: { data: { values: Values } }[] };
}

const pages = await Promise.all(
  [kAndBuffer(), hostileSweep()].map(async (sweep) => {
    const charts = await drawCharts(sweepCharts(sweep));
    return { charts, text: await renderSweepHtml(sweep, charts, await readVegaScript()) };
  }),
);
const [page, hostilePage] = [pages[0]!, pages[1]!];

describe('charts of a sweep', () => {
  test('two axes are a heat map: energy of each case over the baseline, cases without an answer left out', () => {
    const { values } = specOf(kAndBuffer(), 'heat-map-1').data;
    expect(values.map(({ x, y, at }) => [x, y, at])).toEqual([
      ['4', '16 KiB', 0],
      ['4', '64 KiB', 1],
      ['16', '16 KiB', 2],
      ['16', '64 KiB', 3],
      ['64', '16 KiB', 4],
    ]);
    const shares = values.map(({ share }) => share as number);
    for (const [at, factor] of [0.5, 0.6, 0.7, 0.8, 0.9].entries())
      expect(shares[at]).toBeCloseTo((100 * factor) / 0.7, 9);
  });

  test('one axis has no heat map; its breakeven chart marks where weights pay, and where they cost least', () => {
    const names = sweepCharts(kAlone()).map(({ name }) => name);
    expect(names.filter((name) => /heat|breakeven/.test(name))).toEqual(['breakeven-1']);
    const [rule, , points] = specOf(kAlone(), 'breakeven-1').layer;
    expect(points!.data.values.map(({ value, mark, note }) => [value, mark, note])).toEqual([
      [4, 'least', ''],
      [16, 'pays', 'breakeven: k = 16'],
      [64, 'does not pay', ''],
    ]);
    const uncompressed = rule!.data.values[0]!.energy as number;
    const energies = points!.data.values.map(({ energy }) => energy as number);
    for (const [at, factor] of [0.5, 0.9, 1.2].entries()) expect(energies[at]! / uncompressed).toBeCloseTo(factor, 9);
  });

  test('the axis with the widest swing comes first; with one axis there is no such chart', () => {
    const { values } = specOf(kAndBuffer(), 'sensitivity').data;
    expect(values.map(({ bar, low, high }) => [bar, low, high])).toEqual([
      ['k', '4', '64'],
      ['capacity', '16 KiB', '64 KiB'],
    ]);
    expect(values[0]!.swing).toBeCloseTo((100 * (0.9 - 0.5)) / 0.7, 9);
    expect(sweepCharts(kAlone()).map(({ name }) => name)).not.toContain('sensitivity');
  });

  test('on energy and latency every case has a point, the ones not beaten drawn last', () => {
    const { values } = specOf(kAndBuffer(), 'front').data;
    expect(values).toHaveLength(5);
    expect(values.at(-1)).toMatchObject({ at: 0, kind: 'not beaten' });
    expect(values.find(({ kind }) => kind === 'baseline')).toMatchObject({ at: 2 });
  });

  test('Vega-Lite takes them without a remark, hostile names included', () => {
    for (const { charts } of pages) for (const { name, remarks } of charts) expect([name, remarks]).toEqual([name, []]);
  });
});

describe('cases that are left out', () => {
  test.each(['energy-by-case', 'heat-map-1', 'front'])('%s draws the marks of those that are shown', async (name) => {
    const vega = await import('vega');
    const { expressionInterpreter: expr } = await import('vega-interpreter');
    const chart = page.charts.find((one) => one.name === name)!;
    const view = new vega.View(vega.parse(chart.bare.vega, undefined, { ast: true }), { expr, renderer: 'none' });
    const drawn = async (shown: readonly number[] | null) => {
      await view.signal('shown', shown).runAsync();
      return placesOf((view.scenegraph() as unknown as { readonly root: SceneItem }).root);
    };
    expect(await drawn(null)).toEqual([0, 1, 2, 3, 4]);
    expect(await drawn([1, 4])).toEqual([1, 4]);
    expect(await drawn([])).toEqual([]);
    view.finalize();
  });
});

interface SceneItem {
  readonly datum?: { readonly at?: number };
  readonly items?: readonly SceneItem[];
}

/** Of the cases that have a mark. */
function placesOf(root: SceneItem): readonly number[] {
  const places = new Set<number>();
  const visit = ({ datum, items = [] }: SceneItem): void => {
    if (typeof datum?.at === 'number') places.add(datum.at);
    for (const item of items) visit(item);
  };
  visit(root);
  return [...places].sort((a, b) => a - b);
}

describe('cases of different batches', () => {
  test('are compared per inference', () => {
    const sweep = kAndBuffer();
    const cases = sweep.cases.slice(0, 2).map((each, at) => {
      const result = each.result!;
      return { ...each, result: { ...result, workload: { ...result.workload, batch: [1, 10][at]! } } };
    });
    const [one, ten] = answered({ ...sweep, cases, baseline: 0 });
    expect(one!.energyPj).toBe(cases[0]!.result.totals.energyPj);
    expect(ten!.energyPj).toBe(cases[1]!.result.totals.energyPj / 10);
    expect(sweepMarkdown({ ...sweep, cases, baseline: 0 })).toContain('Least energy per inference: k = 4, 64 KiB');
  });
});

describe('the page of a sweep', () => {
  test('holds every case with its settings, figures and row', () => {
    const { cases, axes } = caseData(kAndBuffer());
    expect(axes).toEqual([
      { name: 'k', values: ['4', '16', '64'] },
      { name: 'capacity', values: ['16 KiB', '64 KiB'] },
    ]);
    expect(cases.map(({ at, picks }) => [at, picks])).toEqual([
      [0, [0, 0]],
      [1, [0, 1]],
      [2, [1, 0]],
      [3, [1, 1]],
      [4, [2, 0]],
    ]);
    for (const { at } of cases) {
      expect(page.text).toContain(`<tr id="case-${at}">`);
      expect(page.text).toContain(`<a href="#case-${at}" data-case="${at}">`);
    }
  });

  test('tells a warning once, with the cases it is about', () => {
    const warning = kAndBuffer().cases[0]!.result!.warnings[0]!;
    expect(sweptWarnings(kAndBuffer())).toEqual([
      { code: warning.code, message: warning.message, cases: 'every case' },
    ]);
    const cases = kAndBuffer().cases.map((each, at) =>
      at === 1 ? { ...each, result: { ...each.result!, warnings: [] } } : each,
    );
    expect(sweptWarnings({ ...kAndBuffer(), cases })[0]!.cases).toBe(
      'k = 4, 16 KiB; k = 16, 16 KiB; k = 16, 64 KiB; k = 64, 16 KiB',
    );
  });

  test('tells everything in order: answer, charts, cases, nests, assumptions, prices, command', () => {
    const places = ['Least energy', 'id="charts"', 'id="cases"', 'id="unanswered"', 'id="layers"', 'id="mappings"']
      .concat([
        'id="baseline-mappings"',
        'id="uncosted"',
        'id="assumptions"',
        'id="warnings"',
        'id="sources"',
        'id="again"',
      ])
      .map((text) => page.text.indexOf(text));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('runs its own three scripts and nothing else, whatever names say', () => {
    const scriptsOf = (text: string) =>
      [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script!);
    const scripts = scriptsOf(page.text);
    expect(scripts).toHaveLength(3);
    expect(scriptsOf(hostilePage.text)).toEqual(scripts);
    for (const script of scripts)
      expect(page.text).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    const data = hostilePage.text.match(/<script type="application\/json" id="case-data">([\s\S]*?)<\/script>/)![1]!;
    expect(data).not.toContain('<');
    expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(caseData(hostileSweep()))));
    expect(hostilePage.text).not.toMatch(/<script>alert|<img/);
  });
});

describe('the page of a sweep too large to hold', () => {
  const input = {
    title: HOSTILE,
    command: 'kjoule run s',
    axes: [{ path: 'k', values: [0, 1, 2] }],
    count: 3,
    baseline: 1,
  };
  const plain = { batch: 1, areaComplete: true };
  const summariser = new SweepSummariser({
    ...input,
    labelOf: (index) => `${HOSTILE} k = ${index}`,
    valuesOf: (index) => ({ k: index }),
  });
  const figures = [
    [4e9, 1],
    [8e9, 2],
  ] as const;
  for (const [index, [energyPj, latencyMs]] of figures.entries())
    summariser.add({
      index,
      summary: { ...plain, energyPj, latencyMs, areaUm2: 0, warnings: [['w', 2]] },
      reasons: [],
    });
  summariser.add({ index: 2, summary: null, reasons: [{ code: 'no-mapping', message: HOSTILE }] });
  const summary = summariser.finish()!;

  test('has the answer, the front beside the baseline, what has no answer, and the tables', async () => {
    const charts = await drawCharts([summaryFrontChart(summary)]);
    const { values } = charts[0]!.spec.data as unknown as { readonly values: Values };
    expect(values.map(({ at, kind, energy }) => [at, kind, energy])).toEqual([
      [1, 'baseline', 8],
      [0, 'not beaten', 4],
    ]);
    expect(charts[0]!.remarks).toEqual([]);
    const text = await renderSummaryHtml(summary, charts, null);
    for (const part of ['4.00 mJ', '50.0 %', 'No answer for 1 case<', '4 warnings: w', 'cases.csv and components.csv'])
      expect(text).toContain(part);
    expect(text).not.toMatch(/<script>alert|<img/);
  });

  test('cases of different batches are compared per inference', () => {
    const batches = new SweepSummariser({ ...input, labelOf: (index) => `case ${index}`, valuesOf: () => ({}) });
    const areas = { areaUm2: 2e6, areaComplete: false, warnings: [] };
    batches.add({ index: 0, summary: { batch: 1, energyPj: 5e9, latencyMs: 1, ...areas }, reasons: [] });
    batches.add({ index: 1, summary: { batch: 4, energyPj: 8e9, latencyMs: 6, ...areas }, reasons: [] });
    const compared = batches.finish()!;
    expect(compared).toMatchObject({ perInference: true, leastEnergy: { case: 1, energyPj: 2e9, latencyMs: 1.5 } });
    expect(summaryMarkdown(compared)).toContain('| Least energy per inference | 2.00 mJ |');
    expect(summaryMarkdown(compared)).toContain('≥ 2.00 mm²');
  });

  test('its Markdown says the same', () => {
    const text = summaryMarkdown(summary);
    for (const part of ['| Least energy | 4.00 mJ |', 'no answer for 1 case:', 'kjoule run s', 'cases.csv'])
      expect(text).toContain(part);
    expect(text).not.toMatch(/<script|<img/);
  });
});

describe('the summary in Markdown', () => {
  test('has key figures, the front, where sharing pays, the cases, and the command', () => {
    const text = sweepMarkdown(kAlone());
    expect(text).toContain('**Least energy: k = 4, ');
    expect(text).toContain('| k | – | 4, 16 | 64 | 4 | ');
    expect(text).toContain('```\nkjoule run s\n```');
    expect(text.match(/^\| (k = \d+|uncompressed) \|/gm)).toHaveLength(1 + 4);
  });

  test('names are text: no markup, no further cells, no further lines', () => {
    const text = sweepMarkdown(hostileSweep());
    expect(text.replace(/```[\s\S]*?```/g, '')).not.toMatch(/<script|<img/);
    expect(text).not.toContain('\u0000');
    const lines = text.split('\n').filter((line) => line.startsWith('| ') && line.includes('KiB'));
    expect(HOSTILE).not.toContain('|');
    for (const line of lines)
      expect(line.replaceAll('\\|', '').split('|')).toHaveLength(lines[0]!.replaceAll('\\|', '').split('|').length);
  });
});
