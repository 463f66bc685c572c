import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import { renderPng } from '../../src/files/render-png.ts';
import { renderCharts } from '../../src/report/render.ts';
import { textWidth } from '../../src/report/text-width.ts';
import { alexNet, deepNetwork, hostile } from './fixture.ts';

const require = createRequire(import.meta.url);
const written =
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40"><rect width="400" height="40" fill="white"/>';
const text = (content: string) =>
  `${written}<text x="0" y="25" font-size="20" font-family="'DejaVu Sans', Verdana, sans-serif">${content}</text></svg>`;

describe('can a reader read the pictures?', () => {
  test('PNGs have text, with the fonts we ship', async () => {
    const withText = await renderPng(text('energy [µJ]'));
    const without = await renderPng(text(''));
    const noFont = new Resvg(text('energy [µJ]'), {
      fitTo: { mode: 'zoom', value: 2 },
      font: { loadSystemFonts: false },
    });
    expect(withText).not.toEqual(without);
    expect(noFont.render().asPng()).toEqual(Buffer.from(without));
  });

  test.each([
    ['AlexNet', alexNet],
    ['152 layers', deepNetwork(152)],
    ['hostile names', hostile()],
  ])('%s: every chart is 720 to 800 wide, well-formed and without remarks', async (_, result) => {
    for (const chart of await renderCharts(result)) {
      expect(chart.remarks).toEqual([]);
      const { width } = new Resvg(chart.svg);
      expect(width).toBeGreaterThanOrEqual(720);
      expect(width).toBeLessThanOrEqual(800);
    }
  });

  test('drawing all at a time gives the same pictures, and gives the text measure back to Vega', async () => {
    const { textMetrics } = (await import('vega')) as unknown as { readonly textMetrics: { readonly width: unknown } };
    const before = textMetrics.width;
    const [first, second] = await Promise.all([renderCharts(alexNet), renderCharts(alexNet)]);
    expect(first).toEqual(second);
    expect(textMetrics.width).toBe(before);
  });

  test('the width table is that of the font', () => {
    const fontFiles = [require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')];
    for (const sample of ['HHHHHHHHHHHH', 'energy per batch of 4 mJH', 'H0123456789H']) {
      const box = new Resvg(text(sample).replace(/<rect.*?>/, ''), {
        font: { loadSystemFonts: false, fontFiles },
      }).getBBox();
      expect(Math.abs(box!.width - textWidth(sample, 20, false))).toBeLessThan(5);
    }
  });
});
