import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folderWith, runIn } from './run-in.ts';

const scenario = readFileSync(new URL('../../scenarios/resnet20-k-buffer-array.yaml', import.meta.url), 'utf8');

/** Three layers and eight of the 10,000 cases of the shipped scenario. */
const reduced = scenario
  .replace('workload: resnet20', 'workload: resnet20\nlayers: [conv1, layer2.0.conv1, layer3.2.conv2]')
  .replace('{ from: 4, to: 200, step: 4 }', '[4, 200]')
  .replace('{ from: 16, to: 320, step: 16 }', '[16, 96]')
  .replace('{ from: 5, to: 14 }', '[5, 14]')
  .replace('k: 64', 'k: 200');

test('resnet20-k-buffer-array, reduced: energies and cycles stay what they are until the model changes', async () => {
  const { code, out } = await runIn(folderWith({ 's.yaml': reduced }), 'run', 's.yaml', '--json');
  expect(code).toBe(0);
  const { cases } = JSON.parse(out) as {
    cases: { label: string; result: { totals: { energyPj: number; cycles: number } } }[];
  };
  expect(cases.map(({ label, result: { totals } }) => [label, totals.energyPj, totals.cycles])).toMatchInlineSnapshot(`
    [
      [
        "k = 4, kib = 16, x = 5",
        111399963.45898438,
        97521,
      ],
      [
        "k = 4, kib = 16, x = 14",
        95473173.32617188,
        66138,
      ],
      [
        "k = 4, kib = 96, x = 5",
        111399963.45898438,
        97521,
      ],
      [
        "k = 4, kib = 96, x = 14",
        95473173.32617188,
        66138,
      ],
      [
        "k = 200, kib = 16, x = 5",
        114738872.70605469,
        99401,
      ],
      [
        "k = 200, kib = 16, x = 14",
        99447057.6484375,
        68573,
      ],
      [
        "k = 200, kib = 96, x = 5",
        114738872.70605469,
        99401,
      ],
      [
        "k = 200, kib = 96, x = 14",
        99447057.6484375,
        68573,
      ],
    ]
  `);
});
