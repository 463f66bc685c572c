import { describe, expect, test } from 'vitest';
import { elementBits } from '../../src/dataflow/element-bits.ts';
import { capacityIssues } from '../../src/dataflow/fit.ts';
import { buildNest } from '../../src/dataflow/nest.ts';
import { loadHardware } from '../../src/files/load-hardware.ts';
import { loadLibrary } from '../../src/files/load-library.ts';
import { loadWorkload } from '../../src/files/load-workload.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { printMapping } from '../../src/mapping/print.ts';
import { validateMapping } from '../../src/mapping/validate.ts';
import { InputError } from '../../src/shared/issue.ts';
import type { Problem } from '../../src/workload/problem.ts';
import { read, root } from './documents.ts';

describe('docs/mapping.md', () => {
  const text = read('docs/mapping.md');
  const place = { cwd: root, folder: root };

  async function spoken(words: string) {
    const facts = Object.fromEntries([...words.matchAll(/(\w+)=(\S+)/g)].map((match) => [match[1], match[2]!]));
    const library = await loadLibrary(root);
    const hardware = await loadHardware(facts.hardware!, place, library);
    const workload = await loadWorkload(facts.workload!, place, { batch: Number(facts.batch ?? 1) });
    return { hardware, layer: workload.layers.find((layer) => layer.name === facts.layer)! };
  }

  const examples = [...text.matchAll(/```mapping (.*)\n([\s\S]*?)```/g)];

  test.each(examples.map((match) => [match[1]!, match[2]!]))(
    'the mapping of %s is sound, fits, and prints as it reads',
    async (words, mappingText) => {
      const { hardware, layer } = await spoken(words);
      const mapping = parseMapping(mappingText, layer.problem, hardware);
      expect(validateMapping(layer.problem, hardware, mapping)).toEqual([]);
      expect(
        capacityIssues(buildNest(layer.problem, hardware, mapping), hardware, elementBits(layer, hardware)),
      ).toEqual([]);
      expect(parseMapping(printMapping(mapping), layer.problem, hardware)).toEqual(mapping);
    },
  );

  test('each example of a fault is refused with the code beside it', async () => {
    const { hardware, layer } = await spoken(examples[0]![1]!);
    const good = examples[0]![2]!;
    const rows = [...text.matchAll(/^\| `(.+?)` \| `(.+?)` \| `([\w-]+)` \|$/gm)];
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const [instead, written, code] = row.slice(1).map((cell) => cell.replaceAll('\\|', '|')) as [
        string,
        string,
        string,
      ];
      expect(good).toContain(instead);
      expect(codesOf(good.replace(instead, written), layer.problem, hardware), written).toContain(code);
    }
  });
});

function codesOf(text: string, problem: Problem, hardware: HardwareSpec): string[] {
  try {
    return validateMapping(problem, hardware, parseMapping(text, problem, hardware)).map((issue) => issue.code);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.issues.map((issue) => issue.code);
  }
}
