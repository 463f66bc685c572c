import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Pixels per SVG unit: sharp on a slide. */
const SCALE = 2;

/**
 * An SVG as PNG. Text is drawn with the DejaVu Sans we depend on, never with fonts of the machine: the same bytes
 * everywhere, and no silently missing text where a machine has no fonts.
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: 'DejaVu Sans' },
  });
  return image.asPng();
}

function fontFiles(): string[] {
  return ['DejaVuSans', 'DejaVuSans-Bold'].map((face) => require.resolve(`dejavu-fonts-ttf/ttf/${face}.ttf`));
}
