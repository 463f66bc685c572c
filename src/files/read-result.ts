import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import Type from 'typebox';
import { Check } from 'typebox/value';
import type { RunResult } from '../cost/result.ts';
import { examineDocument } from '../shared/document.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import { parseYaml } from '../shared/parse-yaml.ts';
import type { SweepResult } from '../study/run-sweep.ts';
import { type Place, shownPath } from './place.ts';
import { readInputText } from './read-input.ts';

/** What is relied on when a result is read back; the rest is as it was written. */
const figure = Type.Number();
const resultSchema = Type.Object({
  schema: Type.Literal('kjoule-result/1'),
  title: Type.String(),
  convention: Type.String(),
  workload: Type.Object({ name: Type.String(), batch: figure }),
  hardware: Type.Object({ name: Type.String() }),
  totals: Type.Object({ energyPj: figure, cycles: figure }),
  layers: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: Type.String(),
      macs: figure,
      energyPj: figure,
      cycles: figure,
      latencyMs: figure,
      utilisation: Type.Union([figure, Type.Null()]),
      // Results written before there were zeros have none.
      activity: Type.Optional(
        Type.Union([
          Type.Object({
            inputZeros: figure,
            outputZeros: figure,
            traffic: Type.Array(
              Type.Object({
                memory: Type.String(),
                operand: Type.String(),
                code: Type.String(),
                bits: figure,
                plainBits: figure,
              }),
            ),
          }),
          Type.Null(),
        ]),
      ),
      mapper: Type.String(),
      stalls: Type.Array(Type.Object({ cause: Type.String(), cycles: figure })),
      levels: Type.Array(
        Type.Object({
          level: Type.String(),
          instances: figure,
          line: Type.String(),
          energyPj: figure,
          tiles: Type.Array(
            Type.Object({
              memory: Type.String(),
              operand: Type.String(),
              elements: figure,
              bits: figure,
              capacityBits: Type.Union([figure, Type.Null()]),
            }),
          ),
        }),
      ),
    }),
  ),
  area: Type.Array(Type.Object({ component: Type.String(), instances: figure })),
  rows: Type.Array(
    Type.Object({
      layer: Type.String(),
      component: Type.String(),
      action: Type.String(),
      operand: Type.String(),
      count: figure,
      energyPj: figure,
    }),
  ),
});

const sweepSchema = Type.Object({
  schema: Type.Literal('kjoule-sweep/1'),
  cases: Type.Array(
    Type.Object({
      label: Type.String(),
      values: Type.Record(Type.String(), Type.Unknown()),
      result: Type.Union([Type.Object({ totals: resultSchema.properties.totals }), Type.Null()]),
    }),
  ),
});

/** A report read back: of one run, or of a sweep without the rows of its cases. */
export type ReadReport = RunResult | Pick<SweepResult, 'cases'>;

/** The result of a report: a folder `kjoule run` wrote, or its `result.json`. */
export async function readResult(reference: string, place: Place): Promise<RunResult> {
  const { shown, text, value } = await readJson(reference, place);
  if (Check(resultSchema, value)) return value as unknown as RunResult;
  throw notAResult(shown, text);
}

/** As `readResult`, for a sweep as well. */
export async function readReport(reference: string, place: Place): Promise<ReadReport> {
  const { shown, text, value } = await readJson(reference, place);
  if (Check(sweepSchema, value)) return value as unknown as Pick<SweepResult, 'cases'>;
  if (Check(resultSchema, value)) return value as unknown as RunResult;
  throw notAResult(shown, text);
}

async function readJson(reference: string, { cwd, folder }: Place) {
  const path = resolve(folder, reference);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? join(path, 'result.json') : path;
  const shown = shownPath(file, cwd);
  const text = await readInputText(file, shown);
  try {
    return { shown, text, value: JSON.parse(text) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { shown, text, value: undefined };
  }
}

function notAResult(shown: string, text: string): InputError {
  const message = `"${shown}" is not a result of this version of kjoule`;
  const accepted = 'a report folder, or the result.json in it';
  return new InputError([{ code: 'not-a-result', severity: 'error', message, accepted, ...firstFault(shown, text) }]);
}

/** Above this a result is not looked through for the place of its fault. */
const longestSearched = 1_000_000;

/** Where a file stops being a result, and why. */
function firstFault(file: string, text: string): Partial<Issue> {
  if (text.length > longestSearched) return { file };
  const parsed = parseYaml(file, text);
  const issues = parsed.root === undefined ? parsed.faults : examineDocument(parsed, resultSchema).issues;
  // What is wrong says more than what is not there.
  const first = issues.find(({ code }) => code !== 'missing-key') ?? issues[0];
  if (first === undefined) return { file };
  const { message, code: _, severity: __, accepted: ___, hint: ____, ...place } = first;
  return { ...place, hint: message };
}
