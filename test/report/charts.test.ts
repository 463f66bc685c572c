import { compile } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/cost/result.ts';
import { charts } from '../../src/report/charts.ts';
import { alexNet, deepNetwork, hostile } from './fixture.ts';

interface Datum {
  readonly bar: string;
  readonly value: number;
}

function chartOf(result: RunResult, name: string) {
  const chart = charts(result).find((one) => one.name === name);
  if (chart === undefined) throw new Error(`no chart ${name}`);
  return chart;
}

function dataOf(result: RunResult, name: string): readonly Datum[] {
  const { data } = chartOf(result, name).spec as { readonly data?: unknown };
  return (data as { readonly values: readonly Datum[] }).values;
}

function sumOf(data: readonly Datum[]): number {
  return data.reduce((sum, datum) => sum + datum.value, 0);
}

describe('do the charts say what the result says?', () => {
  test.each(['energy-by-component', 'energy-per-layer-by-component', 'energy-per-layer-by-operand'])(
    '%s: its pieces add up to the energy of the run, in mJ',
    (name) => {
      expect(sumOf(dataOf(alexNet, name))).toBeCloseTo(alexNet.totals.energyPj / 1e9, 9);
      expect(JSON.stringify(chartOf(alexNet, name).spec)).toContain('energy per batch of 4 [mJ]');
    },
  );

  test('cycles per layer add up to the cycles of the run, in millions', () => {
    expect(sumOf(dataOf(alexNet, 'cycles-per-layer'))).toBeCloseTo(alexNet.totals.cycles / 1e6, 9);
  });

  test('shares of the classes add up to 100 %', () => {
    expect(sumOf(dataOf(alexNet, 'energy-share'))).toBeCloseTo(100, 9);
  });

  test('areas add up to the known area, and the unknown ones are named', () => {
    expect(sumOf(dataOf(alexNet, 'area-by-component'))).toBeCloseTo(alexNet.totals.areaUm2 / 1e6, 9);
    expect(chartOf(alexNet, 'area-by-component').subtitle.join()).toContain('DRAM, GLB network');
  });

  test('roofline: a point per layer and port, at its MACs per bit and per cycle, with the share of its roof it reaches', () => {
    const { layer } = chartOf(alexNet, 'roofline').spec as unknown as {
      readonly layer: readonly { readonly data: { readonly values: readonly Record<string, unknown>[] } }[];
    };
    const points = layer[2]!.data.values;
    const conv1 = alexNet.layers[0]!;
    const dram = alexNet.rows.filter((row) => row.layer === 'conv1' && row.component === 'DRAM');
    const bits = dram.reduce((sum, row) => sum + row.count * row.bitsPerAction, 0);
    const point = points.find((each) => each.layer === 'conv1' && each.port === 'DRAM port')!;
    expect(point.intensity).toBeCloseTo(conv1.macs / bits, 12);
    expect(point.speed).toBeCloseTo(conv1.macs / conv1.cycles, 12);
    expect(point.reached).toBeCloseTo((100 * conv1.macs) / conv1.cycles / Math.min(168, (640 * conv1.macs) / bits), 9);
    expect(points.some((each) => each.layer === 'pool1')).toBe(false);
    expect(new Set(points.map((each) => each.port))).toEqual(new Set(['DRAM port', 'GLB read']));
  });

  test('there is no area chart where no area is known', () => {
    const unknown = { ...alexNet, area: alexNet.area.map((row) => ({ ...row, areaUm2: null })) };
    expect(charts(unknown).map((chart) => chart.name)).not.toContain('area-by-component');
  });

  test('each layer has one bar, in network order', () => {
    const { encoding } = chartOf(alexNet, 'energy-per-layer-by-component').spec as unknown as {
      readonly encoding: { readonly y: { readonly scale: { readonly domain: readonly string[] } } };
    };
    expect(encoding.y.scale.domain).toEqual(alexNet.layers.map((layer) => layer.name));
  });

  test('152 layers are all drawn; of 300 the largest 200, and the rest is stated', () => {
    const bars = (result: RunResult) =>
      new Set(dataOf(result, 'energy-per-layer-by-operand').map((datum) => datum.bar));
    expect(bars(deepNetwork(152)).size).toBe(152);
    const deep = deepNetwork(300);
    expect(bars(deep).size).toBe(200);
    const [, remainder] = chartOf(deep, 'energy-per-layer-by-operand').subtitle;
    const drawn = sumOf(dataOf(deep, 'energy-per-layer-by-operand')) * 1e9;
    const share = ((1 - drawn / deep.totals.energyPj) * 100).toFixed(1);
    expect(remainder).toBe(`The 200 largest of 300 layers; the other 100 take ${share} % of the energy`);
  });
});

describe('does Vega-Lite accept them?', () => {
  const empty: RunResult = { ...alexNet, layers: [], rows: [], area: [], sources: [] };
  const runs = { alexNet, deep: deepNetwork(152), hostile: hostile(), empty };

  test.each(Object.entries(runs))('%s: every chart compiles without a remark', (_, result) => {
    const remarks: unknown[] = [];
    const note = (...said: readonly unknown[]) => {
      remarks.push(...said);
      return logger;
    };
    const logger = { level: () => logger as never, error: note, warn: note, info: () => logger, debug: () => logger };
    for (const chart of charts(result)) compile(chart.spec, { logger });
    expect(remarks).toEqual([]);
  });

  test('the specification of a small chart stays as it is', () => {
    expect(chartOf(alexNet, 'energy-share').spec).toMatchSnapshot();
  });

  test('names without control characters; two that look alike stay two bars', () => {
    const twins = alexNet.layers
      .slice(0, 2)
      .map((layer, index) => ({ ...layer, name: `conv${'\u0000\u0001'[index]}` }));
    const rows = twins.map((layer) => ({ ...alexNet.rows[0]!, layer: layer.name }));
    const result = { ...alexNet, layers: twins, rows };
    const bars = dataOf(result, 'energy-per-layer-by-operand').map((datum) => datum.bar);
    expect(bars).toEqual(['conv\ufffd', 'conv\ufffd (2)']);
  });
});
