import { describe, expect, test } from 'vitest';
import type { CompressedLayer } from '../../src/compression/compressed-layer.ts';
import { estimateLayer, type LayerEstimate } from '../../src/cost/estimate.ts';
import { conventions } from '../../src/dataflow/conventions/index.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { validateMapping } from '../../src/mapping/validate.ts';
import { convolutionLayer } from '../../src/workload/layers.ts';
import { sketchHardware } from '../support/hardware.ts';
import { pricesOf } from '../support/prices.ts';
import { pruned } from '../support/pruned.ts';
import { codeBlocks, read, tableRows } from './documents.ts';

type Action = LayerEstimate['actions'][number];

const keyOf = ({ component, action, operand }: Action): string => `${component} ${action} ${operand}`;
const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);

describe('docs/conventions.md', () => {
  const text = read('docs/conventions.md');
  const [lineText, windowText] = codeBlocks(text, 'mapping') as [string, string];
  const hardware = sketchHardware(
    [
      { name: 'DRAM', x: 2, y: 2, energyPj: { read: 200, write: 200, update: 200 } },
      { name: 'PE', words: 1000 },
    ],
    1,
  );
  const names = conventions.map((convention) => convention.name);

  /** What a mapping of the example hardware costs under each convention. */
  function estimates(
    layer: ReturnType<typeof convolutionLayer>,
    mappingText: string,
    { spec = hardware, compressed }: { spec?: HardwareSpec; compressed?: CompressedLayer } = {},
  ) {
    const mapping = parseMapping(mappingText, layer.problem, hardware);
    expect(validateMapping(layer.problem, hardware, mapping)).toEqual([]);
    const prices = new Map(pricesOf(hardware));
    const network = prices.get('DRAM network')!;
    const two = { energyPj: 2, bits: 16, source: 'example' };
    prices.set('DRAM network', { ...network, actions: { deliver: two, reduce: two } });
    // Below the PE there is a wire in the model; the example leaves it out.
    const free = { energyPj: 0, bits: 16, source: 'example' };
    prices.set('PE network', { ...prices.get('PE network')!, actions: { deliver: free, reduce: free } });
    return conventions.map((convention) =>
      estimateLayer({ layer, hardware: spec, prices, convention, mapping, compressed }),
    );
  }

  /** A table's counts by component, action and operand, in order. */
  function documentedCounts(heading: string) {
    const rows = tableRows(section(heading)).filter((cells) => cells.length === 6);
    return rows
      .map(([component, action, operand, ...counts]) => ({
        key: `${component} ${action} ${operand}`,
        counts: counts.map((count) => (count === '-' ? 0 : Number(count))),
      }))
      .sort(byKey);
  }

  /** The same as the code has them, of some components. */
  function countedOf(layers: readonly LayerEstimate[], counts: (key: string) => boolean) {
    const keys = new Set(layers.flatMap(({ actions }) => actions.map(keyOf)));
    return [...keys]
      .filter(counts)
      .map((key) => ({
        key,
        counts: layers.map(({ actions }) =>
          actions.filter((a) => keyOf(a) === key).reduce((sum, a) => sum + a.count, 0),
        ),
      }))
      .sort(byKey);
  }

  const lineLayer = convolutionLayer({
    name: 'line',
    inputChannels: 4,
    outputChannels: 2,
    input: [6, 1],
    kernel: [3, 1],
  });
  const line = estimates(lineLayer, lineText);
  const section = (heading: string) => text.split(/^## /m).find((part) => part.startsWith(heading))!;

  test('the tables name the conventions in the order of the list', () => {
    for (const head of text.match(/^\| Component.*$/gm)!) {
      expect([...head.matchAll(/`(\w+)`/g)].map((match) => match[1])).toEqual(names);
    }
  });

  test('every count of the example is what the code counts, and none is missing', () => {
    const counted = countedOf(line, (key) => !key.startsWith('MAC') && !key.startsWith('PE network'));
    expect(documentedCounts('An example by hand')).toEqual(counted);
  });

  test('so is every count of sums where half of the weights are zero', () => {
    const gating = { ...hardware, mac: { ...hardware.mac, zeroWeights: 'gate' as const } };
    const spared = estimates(lineLayer, lineText, { spec: gating, compressed: pruned(0.5, 'line', 24) });
    const counted = countedOf(spared, (key) => /^PE \w+ O$/.test(key));
    expect(documentedCounts('Where zeros spare partial sums')).toEqual(counted);
  });

  test('so is every energy', () => {
    const rows = tableRows(section('An example by hand')).filter((cells) => cells.length === 4);
    const energies = new Map(rows.map(([component, ...each]) => [component!, each.map(Number)]));
    for (const component of ['DRAM', 'DRAM network', 'PE', 'MAC']) {
      const counted = line.map(({ actions }) =>
        actions.filter((a) => a.component === component).reduce((sum, a) => sum + a.energyPj, 0),
      );
      expect(energies.get(component), component).toEqual(counted);
    }
    expect(energies.get('Total')).toEqual(line.map((estimate) => estimate.energyPj));
  });

  test('a tile that moves along two ranks: the words in the table', () => {
    const window = estimates(
      convolutionLayer({ name: 'window', inputChannels: 1, outputChannels: 1, input: [6, 6], kernel: [3, 3] }),
      windowText,
    );
    const [row] = tableRows(section('Where `timeloop` counts other transfers'));
    const reads = window.map(
      ({ actions }) => actions.find((a) => a.component === 'DRAM' && a.action === 'read' && a.operand === 'I')?.count,
    );
    expect(row!.slice(1).map(Number)).toEqual(reads);
  });
});
