import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readVegaScript } from '../../src/files/vega-script.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderCharts } from '../../src/report/render.ts';
import { alexNet, alexNetWithZeros, hostile } from './fixture.ts';

const page = await renderHtml(alexNet, await renderCharts(alexNet), await readVegaScript());
const bad = hostile();
const hostilePage = await renderHtml(bad, await renderCharts(bad), await readVegaScript());

function scriptsOf(text: string): readonly string[] {
  return [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]!);
}

function policyOf(text: string): string {
  return text.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/)![1]!;
}

describe('can nothing but our own scripts run in the page?', () => {
  test('the policy starts from nothing and allows scripts by hash only', () => {
    const hashes = scriptsOf(page).map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(hashes).toHaveLength(2);
    expect(policyOf(page)).toBe(
      `default-src 'none'; script-src ${hashes.join(' ')}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(policyOf(page)).not.toContain('unsafe-eval');
  });

  test('names that are markup or script show as text', () => {
    expect(scriptsOf(hostilePage)).toEqual(scriptsOf(page));
    expect(hostilePage).not.toMatch(/<script>alert|<img/);
    expect(hostilePage).not.toContain('\u0000');
    expect(hostilePage).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  test('chart data cannot end its element and reads back as it was', async () => {
    const data = hostilePage.match(/<script type="application\/json" id="chart-specs">([\s\S]*?)<\/script>/)![1]!;
    expect(data).not.toContain('<');
    const specs = Object.fromEntries((await renderCharts(bad)).map((chart) => [chart.name, chart.bare.vega]));
    expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(specs)));
  });

  test('the page fetches nothing', () => {
    const withoutScripts = page.replace(/<script[\s\S]*?<\/script>/g, '');
    expect(withoutScripts).not.toMatch(/\b(src|href)="(?!#)/);
    expect(withoutScripts).not.toContain('@import');
  });
});

describe('zeros in maps', () => {
  const zerosOf = async (result: typeof alexNet) =>
    /<section id="zeros">[\s\S]*?<\/section>/.exec(await renderHtml(result, [], null))?.[0];

  test('shares, bits moved and bits of plain words stand layer by layer, with the source', async () => {
    const section = (await zerosOf(alexNetWithZeros()))!;
    const cells = [...section.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map((match) => match[1]);
    expect(cells).toEqual(
      [0, 1].flatMap((at) => [
        alexNet.layers[at]!.name,
        ...['25.0 %', '38.7 %', '50.0 %', '1.00 MB', '2.00 MB', '500 kB', '2.50 MB'],
      ]),
    );
    expect(section).toContain('measured &lt;somewhere&gt;');
    expect(section).toContain(`Maps of ${alexNet.layers.length - 2} other layers count as full`);
  });

  test('without any there is no such section', async () => {
    expect(await zerosOf(alexNet)).toBeUndefined();
  });
});

describe('does the page tell the whole story?', () => {
  test('the question and the answer come first, in this order', () => {
    const order = [
      'What does AlexNet cost on Eyeriss?',
      '29.7 mJ',
      'Most energy goes to',
      'id="charts"',
      'id="layers"',
    ];
    const later = ['id="breakdown"', 'id="stalls"', 'id="mappings"', 'id="area"', 'id="uncosted"', 'id="assumptions"'];
    const places = [...order, ...later, 'id="warnings"', 'id="sources"', alexNet.command].map((text) =>
      page.indexOf(text),
    );
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('charts show without scripts', async () => {
    const still = await renderHtml(alexNet, await renderCharts(alexNet), null);
    expect(policyOf(still)).toContain("script-src 'none'");
    expect(still.match(/<svg /g)).toHaveLength(7);
    expect(still).not.toContain('<script');
  });

  test('what is not known or not costed is named', () => {
    expect(page).toContain('<td>DRAM</td><td class="figure">1</td><td class="figure">not known</td>');
    expect(page).toContain('<td>LocalResponseNormalization</td><td>norm1</td>');
  });

  test('an empty run is a page too, and says that every operator is costed', async () => {
    const empty = {
      ...alexNet,
      layers: [],
      rows: [],
      area: [],
      sources: [],
      uncosted: [],
      warnings: [],
      assumptions: [],
    };
    const text = await renderHtml(empty, await renderCharts(empty), null);
    expect(text).toContain('None: every operator of the network is in these figures.');
    expect(text).not.toContain('Beware');
  });
});
