import type { TopLevelSpec } from 'vega-lite';
import { safeText, shorten } from '../safe-text.ts';
import { cutToWidth, textWidth } from '../text-width.ts';

const INK = '#1f2328';
const FAINT = '#59636e';
const GRID = '#d8dee4';

/** Names on the left are cut to this many characters. */
export const LONGEST_NAME = 30;
/** Whole picture, names and padding included. */
const WIDTH = 760;
const PADDING = 14;

/**
 * Size, title and look that every chart shares. `names` are those down the left side: what they leave of the width is the plot's.
 * White background: files stay readable in a dark viewer.
 */
export function frame(title: string, subtitle: readonly string[], names: readonly string[]) {
  const longest = Math.max(0, ...names.map((name) => textWidth(shorten(name, LONGEST_NAME), 11, false)));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: title,
    title: {
      text: title,
      // Vega's own limit cuts the text and still reserves the room of all of it.
      subtitle: subtitle.map((line) => cutToWidth(safeText(line), 11.5, WIDTH - 2 * PADDING)),
      anchor: 'start',
      frame: 'bounds',
      offset: 14,
    },
    width: Math.round(WIDTH - 2 * PADDING - longest - 10),
    padding: PADDING,
    background: 'white',
    config: CONFIG,
  } as const;
}

const CONFIG: NonNullable<TopLevelSpec['config']> = {
  font: "'DejaVu Sans', Verdana, sans-serif",
  aria: false,
  view: { stroke: null },
  title: { fontSize: 15, subtitleFontSize: 11.5, color: INK, subtitleColor: FAINT, subtitlePadding: 5 },
  axis: {
    labelColor: INK,
    titleColor: INK,
    labelFontSize: 11,
    titleFontSize: 11.5,
    titleFontWeight: 'normal',
    gridColor: GRID,
    domainColor: FAINT,
    tickColor: FAINT,
  },
  legend: {
    orient: 'top',
    title: null,
    labelColor: INK,
    labelFontSize: 11,
    labelLimit: 150,
    symbolType: 'square',
    symbolSize: 110,
    symbolStrokeWidth: 0,
    rowPadding: 3,
    columnPadding: 14,
  },
};
