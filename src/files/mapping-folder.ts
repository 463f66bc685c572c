import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Type from 'typebox';
import { Check } from 'typebox/value';
import type { MappingCache, RememberedMapping } from '../mapper/mapping-cache.ts';
import { readJson, writeWhole } from './whole-json.ts';

const format = 'kjoule-mapping/2';

const remembered = Type.Object({
  format: Type.Literal(format),
  /** Of all the rest of the entry. */
  checksum: Type.String(),
  /** Checksum of the question: what stands under a name belongs to it. */
  question: Type.String(),
  text: Type.String({ minLength: 1 }),
  mapper: Type.String(),
  evaluated: Type.Number(),
});

/**
 * Mappings in a folder, a file each, named by a checksum of what was asked. Files appear whole or not at all, so that several runs
 * may share a folder; one that cannot be read or was altered counts as not there, and a folder that cannot be written is left alone.
 */
export function mappingFolder(folder: string): MappingCache {
  const pathOf = (sum: string) => join(folder, 'mappings', sum.slice(0, 2), `${sum}.json`);
  return {
    find: (question) => {
      const sum = sumOf(question);
      const value = readJson(pathOf(sum));
      return Check(remembered, value) && value.question === sum && isWhole(value)
        ? (value as RememberedMapping)
        : undefined;
    },
    keep: (question, mapping) => {
      const sum = sumOf(question);
      const entry = { format, question: sum, ...mapping };
      writeWhole(pathOf(sum), `${JSON.stringify({ checksum: sumOf(JSON.stringify(entry)), ...entry })}\n`);
    },
  };
}

function isWhole({ checksum, ...entry }: { readonly checksum: string }): boolean {
  return checksum === sumOf(JSON.stringify(entry));
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
