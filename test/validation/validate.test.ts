import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { validateText } from '../../src/cli/commands/validate-text.ts';
import * as loading from '../../src/files/load-validation-data.ts';
import { InputError } from '../../src/shared/issue.ts';
import { type Comparison, isWithin, judge } from '../../src/validation/check.ts';
import { readPublishedTable } from '../../src/validation/published-table.ts';
import { type Validation, validate } from '../../src/validation/validate.ts';
import type { ValidationData } from '../../src/validation/validation-data.ts';
import { validationDocument } from '../../src/validation/validation-document.ts';
import { groupsOf } from '../../src/validation/validation-words.ts';
import { runIn } from '../cli/run-in.ts';
import { root } from '../docs/documents.ts';

let data: ValidationData;
let validation: Validation;
beforeAll(async () => {
  data = await loading.loadValidationData({ cwd: root, folder: root });
  validation = await validate(data);
}, 120_000);

describe('what is published and what kjoule finds', () => {
  test('every row has a source, says how the figure was had, and is a number', () => {
    expect(validation.checks.length).toBeGreaterThan(150);
    for (const { source, confidence, expected, actual, what } of validation.checks) {
      expect(source, what).toMatch(/\d{4}/);
      expect(confidence, what).toMatch(/printed|read off|measured|derived/);
      expect(Number.isFinite(expected) && Number.isFinite(actual), what).toBe(true);
    }
  });

  test('every check that is not for report only has a tolerance and keeps it', () => {
    const judged = validation.checks.filter(({ kind }) => kind !== 'report-only');
    expect(judged.filter(({ tolerance }) => tolerance === undefined)).toEqual([]);
    expect(judged.filter(({ verdict }) => verdict !== 'pass').map(({ group, what }) => `${group}: ${what}`)).toEqual(
      [],
    );
    expect(validation.passed).toBe(true);
  });

  test('what was fitted is not called independent', () => {
    const fitted = validation.checks.filter(({ group, what }) => /fitted/.test(group) || /corrected/.test(what));
    expect(fitted.length).toBeGreaterThan(10);
    expect(fitted.filter(({ kind }) => kind === 'independent')).toEqual([]);
  });

  test('the tolerances are those that were set', () => {
    const { search, chip, tool } = data.checks;
    expect(search.tolerance).toEqual({ relative: 0.005 });
    expect(chip.dram.tolerance).toEqual({ absolute: 0.05 });
    expect(chip.buffer.tolerance).toEqual({ absolute: 0.1 });
    expect(chip.energy.tolerance).toEqual({ relative: 0.1 });
    expect(tool[0]).toMatchObject({
      total: { tolerance: { relative: 0.03 } },
      layers: { tolerance: { relative: 0.05 } },
    });
  });

  test('the goals of the simulator are those that were set', () => {
    const { study, chip } = data.checks.mapped;
    expect(study.components).toEqual({ tolerance: { relative: 0.02 }, kind: 'independent' });
    for (const aim of [chip.plain, chip.coded]) expect(aim.tolerance).toEqual({ relative: 0.02 });
    for (const aim of [chip.processing, chip.latency, chip.energy, chip.energyAtMeasuredLatency]) {
      expect(aim.tolerance).toEqual({ relative: 0.15 });
    }
  });

  test('a row that is let off among rows that are judged does miss its goal, and every row that is named is there', () => {
    const judged = (kind: string) => kind !== 'report-only';
    const groups = groupsOf(validation);
    const letOff = [...groups.values()]
      .filter((checks) => checks.some(({ kind }) => judged(kind)))
      .flatMap((checks) => checks.filter(({ kind, tolerance }) => !judged(kind) && tolerance !== undefined));
    const ofMappings = letOff.filter(({ group }) => !group.endsWith('searched, energy'));
    expect(ofMappings.map(({ what }) => what)).toEqual([
      'alexnet conv2, dram ifmap',
      'alexnet conv2, buffer ifmap',
      'alexnet conv1',
    ]);
    expect(ofMappings.filter((check) => isWithin(check))).toEqual([]);
  });

  test('the terminal shows every row with its name whole, its source and its verdict', () => {
    const lines = validateText(validation).split('\n');
    for (const { what, verdict, kind } of validation.checks) {
      const own = lines.filter((line) => line.startsWith(`${what} `) && / {2}\[\d+\] {2}/.test(line));
      expect(
        own.filter((line) => line.endsWith(` ${kind}`) && line.includes(` ${verdict} `)).length,
        what,
      ).toBeGreaterThan(0);
    }
    const numbers = lines.flatMap((line) => /^\[(\d+)\] \S/.exec(line)?.[1] ?? []);
    expect(numbers.map(Number)).toEqual(numbers.map((_, at) => at + 1));
  });

  test('docs/validation.md is current', () => {
    const shown = readFileSync(`${root}docs/validation.md`, 'utf8');
    expect(shown, 'run node --import tsx scripts/write-validation.ts').toBe(validationDocument(validation));
  });
});

describe('a wrong published figure', () => {
  /** The data with one figure changed. */
  const withFigure = (name: string, row: string, [column, value]: readonly [string, number]): ValidationData => {
    const table = data.tables.get(name)!;
    const rows = new Map(table.rows).set(row, { ...table.rows.get(row)!, [column]: value });
    return { ...data, tables: new Map(data.tables).set(name, { ...table, rows }) };
  };

  test('fails its own checks and no other, and the exit code is 1', async () => {
    const wrong = withFigure('eyeriss-alexnet-dram-rlc', 'conv2', ['uncompressed_MB', 5.6]);
    const load = vi.spyOn(loading, 'loadValidationData').mockResolvedValue(wrong);
    const { code, out, err } = await runIn(root, 'validate', '--json');
    load.mockRestore();
    expect(err).toBe('');
    const { checks, passed } = JSON.parse(out) as Validation;
    expect(checks.filter(({ verdict }) => verdict === 'fail')).toMatchObject([
      { what: 'alexnet conv2', expected: 5.6, kind: 'independent', tolerance: { absolute: 0.05 } },
      { what: 'alexnet conv2', expected: 5.6, kind: 'independent', tolerance: { relative: 0.02 } },
    ]);
    expect({ code, passed }).toEqual({ code: 1, passed: false });
  }, 120_000);

  test('that something was fitted to fails without changing the exit code', async () => {
    const wrong = withFigure('eytool-alexnet-online-fig6', 'conv1', ['total', 9e8]);
    const { checks, passed } = await validate(wrong);
    expect(checks.filter(({ verdict }) => verdict === 'fail')).toMatchObject([{ kind: 'calibrated', expected: 9e8 }]);
    expect(passed).toBe(true);
  }, 120_000);
});

describe('a verdict', () => {
  const base: Comparison = {
    ...{ group: 'g', what: 'w', source: 's', confidence: 'c', unit: 'MB' },
    ...{ kind: 'independent', tolerance: { relative: 0.01 }, expected: 100, actual: 100 },
  };

  test.each([
    [{ actual: 100.9 }, 'pass'],
    [{ actual: 101.1 }, 'fail'],
    [{ actual: 98.9 }, 'fail'],
    [{ actual: 101.1, tolerance: { absolute: 2 } }, 'pass'],
    [{ actual: 102.1, tolerance: { absolute: 2 } }, 'fail'],
    [{ actual: Number.NaN }, 'fail'],
    [{ tolerance: undefined }, 'fail'],
    [{ actual: 500, kind: 'report-only' }, 'reported'],
  ] as const)('%o: %s', (changed, verdict) => expect(judge({ ...base, ...changed }).verdict).toBe(verdict));
});

test('a published table without source, or with fields that are no numbers, is reported with every fault', () => {
  const faults = (text: string): readonly string[] => {
    try {
      readPublishedTable('t.csv', text);
      return [];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return error.issues.map(({ code, line }) => (line === undefined ? code : `${code}:${line}`));
    }
  };
  expect(faults('layer,a\nconv1,x\nconv2,1,2\n')).toEqual([
    'missing-source',
    'missing-source',
    'not-a-number:2',
    'wrong-field-count:3',
  ]);
  expect(faults('# source: s\n# confidence: printed\nlayer,a\nconv1,2\n')).toEqual([]);
});
