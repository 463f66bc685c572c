import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { TSchema } from 'typebox';
import { Check } from 'typebox/schema';
import { expect, test } from 'vitest';
import { libraryFileSchema } from '../../src/components/library-file.ts';
import { hardwareFileSchema } from '../../src/hardware/schema.ts';
import { plainValue } from '../../src/shared/located.ts';
import { parseYaml } from '../../src/shared/parse-yaml.ts';
import { Random } from '../../src/shared/random.ts';
import { retrainingSchema } from '../../src/study/retraining-schema.ts';
import { scenarioSchema } from '../../src/study/scenario-schema.ts';
import { layerListSchema } from '../../src/workload/import/layer-list/layer-list-schema.ts';

const kinds: readonly (readonly [name: string, schema: TSchema, folder: string])[] = [
  ['accelerators', hardwareFileSchema, 'hardware-specs'],
  ['component files', libraryFileSchema, 'hardware-specs/components'],
  ['layer lists', layerListSchema, 'scenarios/workloads'],
  ['scenarios', scenarioSchema, 'scenarios'],
  ['re-training scenarios', retrainingSchema, 'scenarios/retraining'],
];

const words = [
  ...[
    0,
    -1,
    1,
    1.5,
    1e9,
    1e9 + 1,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    ' ',
    '16 bit',
    '🙂',
    true,
    false,
    null,
  ],
  ...['energy', 'conv', 'x', 'toString', 'constructor'],
];

// A document that passes the quick check is never shown to ajv, which words the faults.
test.each(kinds)('what is quickly found right in %s is right by ajv, what is not is not', (_, schema, folder) => {
  const ajv = new Ajv({ strict: false, strictNumbers: true, logger: false }).compile(schema);
  const random = new Random(7);
  const right = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map(({ name }) => documentOf(`${folder}/${name}`));
  let wrong = 0;
  for (let round = 0; round < 600; round += 1) {
    const value = changed(structuredClone(right[round % right.length]), random, right);
    const found = Check(schema, value);
    expect(found, JSON.stringify(value)).toBe(ajv(value));
    if (!found) wrong += 1;
  }
  expect(wrong).toBeGreaterThan(100);
  expect(wrong).toBeLessThan(600);
});

function documentOf(path: string): unknown {
  return plainValue(parseYaml(path, readFileSync(path, 'utf8')).root!);
}

/** One to three places changed: another value, a piece of another file, a key that is new, gone or called otherwise. */
function changed(value: unknown, random: Random, others: readonly unknown[]): unknown {
  const root = { value };
  for (let left = random.below(4); left > 0; left -= 1) {
    const [holder, key] = placeIn(root, random);
    const other = random.below(3) === 0 ? pieceOf(others[random.below(others.length)], random) : one(words, random);
    const move = random.below(4);
    if (holder === root || move > 1) holder[key] = other;
    else if (Array.isArray(holder)) holder.splice(Number(key), 1 - move, ...(move === 1 ? [other] : []));
    else if (move === 0) delete holder[key];
    else holder[String(one(words, random))] = holder[key];
  }
  return root.value;
}

type Holder = Record<string, unknown>;

function placeIn(root: Holder, random: Random): readonly [Holder, string] {
  const places: (readonly [Holder, string])[] = [];
  const visit = (holder: Holder) => {
    for (const [key, each] of Object.entries(holder)) {
      places.push([holder, key]);
      if (typeof each === 'object' && each !== null) visit(each as Holder);
    }
  };
  visit(root);
  return one(places, random);
}

function pieceOf(value: unknown, random: Random): unknown {
  const [holder, key] = placeIn({ value }, random);
  return structuredClone(holder[key]);
}

function one<T>(all: readonly T[], random: Random): T {
  return all[random.below(all.length)]!;
}
