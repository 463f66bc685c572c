import { basename, extname, resolve } from 'node:path';
import { checkReportFolder } from '../../files/check-report-folder.ts';
import { checkNewFile, createFile } from '../../files/create-file.ts';
import { loadRetraining } from '../../files/load-retraining.ts';
import { resolveReference } from '../../files/resolve-reference.ts';
import { translateWriteError } from '../../files/write-error.ts';
import { writeRetraining } from '../../files/write-retraining.ts';
import { retrainingText } from '../../report/retraining-text.ts';
import { openBackend } from '../../training/backend/backend.ts';
import { writeCheckpoint } from '../../training/network/checkpoint.ts';
import { retrain } from '../../training/retraining/retrain.ts';
import { OptionFaults } from '../option-faults.ts';
import { startProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { withoutInterruption } from '../without-interruption.ts';

export interface RetrainOptions {
  readonly data?: string;
  readonly seeds?: string;
  readonly weights?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `kjoule retrain`: re-trains, shares and judges as a scenario asks; prints a table and writes a report. */
export async function retrainCommand(reference: string, options: RetrainOptions, terminal: Terminal): Promise<void> {
  const { cwd } = terminal;
  const seeds = seedsOf(options);
  const file = await resolveReference('retraining', reference, { cwd, folder: cwd });
  const folder = options.out ?? (options.json === true ? null : `reports/${basename(file.path, extname(file.path))}`);
  if (folder !== null) await checkReportFolder(resolve(cwd, folder), folder);
  const { weights } = options;
  const target = weights === undefined ? undefined : { path: resolve(cwd, weights), shown: weights, overwrite: false };
  if (target !== undefined) await checkNewFile(target);
  const task = await loadRetraining(file, cwd, { data: options.data, seeds });
  const backend = await openBackend();
  const progress = await startProgress(terminal, 'steps');
  const { result, parameters } = await retrain(backend, task, progress.report).finally(progress.stop);
  await withoutInterruption(async () => {
    if (folder !== null) await translateWriteError(folder, () => writeRetraining(resolve(cwd, folder), result));
    if (target !== undefined)
      await createFile(target, writeCheckpoint(parameters, { kjoule: JSON.stringify({ title: result.title }) }));
  });
  if (options.json === true) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else terminal.out(retrainingText(result, terminal.columns) + (folder === null ? '' : `\nReport: ${folder}\n`));
}

function seedsOf({ seeds }: RetrainOptions): readonly number[] | undefined {
  if (seeds === undefined) return undefined;
  const faults = new OptionFaults();
  const read = seeds.split(',').map((seed) => faults.seed('--seeds', seed));
  faults.throwIfAny();
  return read;
}
