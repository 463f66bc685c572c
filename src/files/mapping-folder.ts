import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Type from 'typebox';
import { Check } from 'typebox/value';
import type { MappingCache, RememberedMapping } from '../mapper/mapping-cache.ts';
import { readJson, writeWhole } from './whole-json.ts';

const remembered = Type.Object({
  format: Type.Literal('kjoule-mapping/1'),
  /** Checksum of the question: what stands under a name belongs to it. */
  question: Type.String(),
  text: Type.String({ minLength: 1 }),
  mapper: Type.String(),
  evaluated: Type.Number(),
});

/**
 * Mappings in a folder, a file each, named by a checksum of what was asked. Files appear whole or not at all, so that several runs
 * may share a folder; one that cannot be read counts as not there, and a folder that cannot be written is left alone.
 */
export function mappingFolder(folder: string): MappingCache {
  const pathOf = (sum: string) => join(folder, 'mappings', sum.slice(0, 2), `${sum}.json`);
  return {
    find: (question) => {
      const sum = sumOf(question);
      const value = readJson(pathOf(sum));
      return Check(remembered, value) && value.question === sum ? (value as RememberedMapping) : undefined;
    },
    keep: (question, mapping) => {
      const sum = sumOf(question);
      writeWhole(pathOf(sum), `${JSON.stringify({ format: 'kjoule-mapping/1', question: sum, ...mapping })}\n`);
    },
  };
}

function sumOf(question: string): string {
  return createHash('sha256').update(question).digest('hex');
}
