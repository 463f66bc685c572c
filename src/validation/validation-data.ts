import type { ComponentLibrary } from '../components/library.ts';
import type { ReferenceData } from '../cross-check/reference-data.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { InputError } from '../shared/issue.ts';
import type { AgreementStudy } from '../study/agreement/read-agreement.ts';
import type { Activity } from '../workload/import/activity/read-activity.ts';
import type { Workload } from '../workload/workload.ts';
import type { ChecksFile } from './checks-file.ts';
import type { DeepKMeansFigures } from './deep-k-means-figures.ts';
import type { PublishedTable } from './published-table.ts';

/** All that a validation reads; what the data name is loaded when it is needed. */
export interface ValidationData {
  readonly checks: ChecksFile;
  readonly tables: ReadonlyMap<string, PublishedTable>;
  readonly deepKMeans: DeepKMeansFigures;
  readonly reference: ReferenceData;
  readonly library: ComponentLibrary;
  readonly network: (name: string, batch: number) => Promise<Workload>;
  readonly activity: (name: string) => Promise<Activity>;
  readonly hardware: (name: string) => Promise<HardwareSpec>;
  /** The paper's comparison of metric and tool, as shipped. */
  readonly agreement: () => Promise<AgreementStudy>;
}

/** Throws `InputError` when there is none of that name. */
export function tableOf({ tables }: ValidationData, name: string): PublishedTable {
  return known(tables, name, 'published table');
}

/** What a name in the data stands for. Throws `InputError` when there is nothing. */
export function known<T>(all: ReadonlyMap<string, T>, name: string, kind: string): T {
  const found = all.get(name);
  if (found !== undefined) return found;
  const message = `there is no ${kind} "${name}"`;
  const accepted = [...all.keys()].join(', ');
  throw new InputError([{ code: 'wrong-value', severity: 'error', message, found: name, accepted }]);
}
