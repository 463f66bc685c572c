import type { TopLevelSpec } from 'vega-lite';
import type { RunResult } from '../../cost/result.ts';
import type { PortRoof } from '../../cost/roofs.ts';
import { formatSi } from '../number-format.ts';
import { componentSeries } from '../palette.ts';
import { safeText } from '../safe-text.ts';
import type { Chart } from './chart.ts';
import { describeRun } from './describe-run.ts';
import { frame } from './frame.ts';
import { layerWindow } from './layer-window.ts';
import { legendColumns } from './stacked-bars.ts';

/** A layer as one port sees it. */
interface Point {
  readonly layer: string;
  readonly port: string;
  readonly intensity: number;
  readonly speed: number;
  /** Of the lower of its roofs. */
  readonly reached: number;
}

/**
 * Speed of every layer against the MACs it does per bit at each memory, under the roofs of the accelerator (Williams, Waterman and
 * Patterson, CACM 2009; one roof per memory as in Ilic, Pratas and Sousa, CAL 2014). Null where no layer multiplies or no port is limited.
 */
export function roofline(result: RunResult): Chart | null {
  const { roofs } = result.hardware;
  const ports = busiestPorts(result);
  const window = layerWindow(result, new Map(result.layers.map(({ name, cycles }) => [name, cycles])), 'cycles');
  const bitsAt = bitsByLayer(result, ports);
  const points = result.layers.flatMap(({ name, macs, cycles }) => {
    const layer = window.names.get(name);
    if (layer === undefined || macs === 0 || cycles === 0) return [];
    return ports.flatMap((port): Point[] => {
      const bits = bitsAt.get(port.name)?.get(name) ?? 0;
      if (bits === 0) return [];
      const roof = Math.min(roofs.macsPerCycle, (macs / bits) * port.bitsPerCycle);
      const speed = macs / cycles;
      return [{ layer, port: safeText(port.name), intensity: macs / bits, speed, reached: (100 * speed) / roof }];
    });
  });
  if (points.length === 0) return null;
  const title = 'Roofline: what limits the speed of each layer';
  const skips = result.layers.some(({ macs, cycles }) => macs > roofs.macsPerCycle * cycles);
  const subtitle = [
    `${describeRun(result)}; one point per layer and memory, slopes: what the port of that memory allows`,
    `array: ${formatSi(roofs.macsPerCycle, '').trim()} MACs per cycle at most`,
    ...(skips ? ['points above the array: MACs that are skipped or shared take no cycle, and are counted'] : []),
    ...window.remainder,
  ];
  const colours = new Map(componentSeries(result.rows).map(({ name, colour }) => [name, colour]));
  const series = ports
    .filter(({ name }) => points.some(({ port }) => port === safeText(name)))
    .map((port) => ({ port, name: safeText(port.name), colour: colours.get(safeText(port.memory)) ?? '#8A8A8A' }));
  return {
    name: 'roofline',
    title,
    subtitle,
    spec: specOf({ title, subtitle, points, series, peak: roofs.macsPerCycle }),
  };
}

/** Of a memory with two ports the one that is busier over the whole run. */
function busiestPorts({ hardware, rows }: RunResult): readonly PortRoof[] {
  const busy = (port: PortRoof) =>
    rows.reduce((sum, row) => sum + (passes(row, port) ? row.count * row.bitsPerAction : 0), 0) / port.bitsPerCycle;
  const best = new Map<string, PortRoof>();
  for (const port of hardware.roofs.ports) {
    const known = best.get(port.memory);
    if (known === undefined || busy(port) > busy(known)) best.set(port.memory, port);
  }
  return [...best.values()];
}

function passes(
  { component, action }: { readonly component: string; readonly action: string },
  port: PortRoof,
): boolean {
  return component === port.memory && (port.actions as readonly string[]).includes(action);
}

/** Bits through each port, by layer. */
function bitsByLayer(
  { rows }: RunResult,
  ports: readonly PortRoof[],
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  return new Map(
    ports.map((port) => {
      const bits = new Map<string, number>();
      for (const row of rows.filter((each) => passes(each, port)))
        bits.set(row.layer, (bits.get(row.layer) ?? 0) + row.count * row.bitsPerAction);
      return [port.name, bits];
    }),
  );
}

interface Parts {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly points: readonly Point[];
  readonly series: readonly { readonly port: PortRoof; readonly name: string; readonly colour: string }[];
  readonly peak: number;
}

const X_TITLE = 'MACs per bit moved through the port [MAC/bit]';
const Y_TITLE = 'MACs per cycle [MAC/cycle]';

function specOf({ title, subtitle, points, series, peak }: Parts): TopLevelSpec {
  const domain = series.map(({ name }) => name);
  const range = series.map(({ colour }) => colour);
  const xs = points.map(({ intensity }) => intensity);
  const ys = points.map(({ speed }) => speed);
  const [left, right] = [
    Math.min(...xs) / 2,
    Math.max(...xs, ...series.map(({ port }) => peak / port.bitsPerCycle)) * 4,
  ];
  const bottom = Math.min(...ys) / 2;
  const axis = { grid: true, tickCount: 6, format: '~g' };
  const x = {
    field: 'intensity',
    type: 'quantitative',
    title: X_TITLE,
    scale: { type: 'log', domain: [left, right], nice: false },
    axis,
  };
  const y = {
    field: 'speed',
    type: 'quantitative',
    title: Y_TITLE,
    scale: { type: 'log', domain: [bottom, Math.max(peak, ...ys) * 1.6], nice: false },
    axis,
  };
  const color = {
    field: 'port',
    type: 'nominal',
    scale: { domain, range },
    legend: { columns: legendColumns(domain), symbolType: 'circle' },
  };
  const opacity = { condition: { param: 'chosen', value: 1 }, value: 0.12 };
  return {
    ...frame(title, subtitle, []),
    height: 340,
    layer: [
      {
        data: { values: series.flatMap(({ port, name }) => slope(port, name, { left, bottom, peak })) },
        mark: { type: 'line', strokeWidth: 1.4 },
        encoding: { x, y, color, opacity },
      },
      {
        data: { values: [{ speed: peak, label: `array: ${peak} MAC/cycle` }] },
        mark: { type: 'rule', color: '#1f2328', strokeWidth: 1.4 },
        encoding: { y },
      },
      {
        data: { values: points },
        params: [{ name: 'chosen', select: { type: 'point', fields: ['port'] }, bind: 'legend' }],
        mark: { type: 'point', filled: true, size: 55 },
        encoding: {
          x,
          y,
          color,
          opacity,
          tooltip: [
            { field: 'layer', type: 'nominal' },
            { field: 'port', type: 'nominal' },
            { field: 'intensity', type: 'quantitative', title: 'MAC/bit', format: '.4~r' },
            { field: 'speed', type: 'quantitative', title: 'MAC/cycle', format: '.4~r' },
            { field: 'reached', type: 'quantitative', title: 'of its roof [%]', format: '.3~r' },
          ],
        },
      },
    ],
  } as unknown as TopLevelSpec;
}

/** From where the slope enters the picture up to the array. */
function slope(
  { bitsPerCycle }: PortRoof,
  port: string,
  { left, bottom, peak }: { left: number; bottom: number; peak: number },
) {
  const start = Math.max(left, bottom / bitsPerCycle);
  const end = peak / bitsPerCycle;
  if (end <= start) return [];
  return [start, end].map((intensity) => ({ port, intensity, speed: intensity * bitsPerCycle }));
}
