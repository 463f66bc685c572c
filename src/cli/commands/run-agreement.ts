import { resolve } from 'node:path';
import type { ComponentLibrary } from '../../components/library.ts';
import { loadReferenceData } from '../../files/load-reference-data.ts';
import { translateWriteError } from '../../files/write-error.ts';
import type { MappingCache } from '../../mapper/mapping-cache.ts';
import { agree } from '../../study/agreement/agree.ts';
import type { AgreementStudy } from '../../study/agreement/read-agreement.ts';
import { startProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { withoutInterruption } from '../without-interruption.ts';

export interface AgreementJob {
  readonly agreement: AgreementStudy;
  readonly library: ComponentLibrary;
  readonly command: string;
  readonly cache: MappingCache | undefined;
  readonly folder: string | null;
  readonly options: { readonly charts: boolean; readonly json?: boolean };
}

/** Metric, tool and simulator side by side: prints the correlations and writes the report. */
export async function runAgreement(job: AgreementJob, terminal: Terminal): Promise<void> {
  const { agreement: study, library, command, cache, folder, options } = job;
  const data = await loadReferenceData({ cwd: terminal.cwd, folder: terminal.cwd });
  const progress = await startProgress(terminal);
  const result = await agree({ study, library, data, command, cache, onProgress: progress.report }).finally(
    progress.stop,
  );
  if (folder !== null) {
    const { writeAgreement } = await import('../../files/write-agreement.ts');
    const path = resolve(terminal.cwd, folder);
    await withoutInterruption(() => translateWriteError(folder, () => writeAgreement(path, result, options.charts)));
  }
  if (options.json === true) return terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  const { agreementText } = await import('../../report/agreement/text.ts');
  terminal.out(agreementText(result, { columns: terminal.columns, colour: terminal.outColour, reportFolder: folder }));
}
