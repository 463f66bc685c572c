import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ComponentLibrary } from '../../components/library.ts';
import type { PriceTable } from '../../components/price.ts';
import { priceHardware } from '../../components/price-hardware.ts';
import { TransferMemo } from '../../dataflow/transfer-memo.ts';
import { fileSums } from '../../files/compression-folder.ts';
import { loadLibrary } from '../../files/load-library.ts';
import { openStudyFile } from '../../files/load-study.ts';
import { mappingFolder } from '../../files/mapping-folder.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { Candidate } from '../../mapper/mapper.ts';
import { CandidateMemo } from '../../mapper/shortlist.ts';
import type { Issue } from '../../shared/issue.ts';
import { attempt } from '../../study/attempt.ts';
import type { OpenStudy } from '../../study/open-study.ts';
import type { ScenarioOverrides } from '../../study/read-scenario.ts';
import type { CompressionKey, Scenario } from '../../study/scenario.ts';
import { costCase, type LayerCandidates, searchCase, shortlistCase, together } from '../../study/sweep/case-runner.ts';
import { summarise } from '../../study/sweep/case-summary.ts';
import { type SearchScope, scopeOf } from '../../study/sweep/search-groups.ts';
import type { Handler } from './pool.ts';

/** What whoever does the tasks of a sweep is told: plain data. */
export interface SweepSetup {
  readonly tasks: 'sweep';
  readonly path: string;
  readonly shown: string;
  /** Of the scenario, as it was when the run began. */
  readonly text: string;
  readonly cwd: string;
  readonly overrides: ScenarioOverrides;
  readonly command: string;
  /** Where mappings and compressed weights are shared. */
  readonly folder: string;
  readonly detail: Detail;
}

/** What is kept of each case: its result, or a summary. */
export type Detail = 'result' | 'summary';

export type SweepTask =
  | { readonly kind: 'check'; readonly cases: readonly number[] }
  | { readonly kind: 'compress'; readonly index: number }
  | { readonly kind: 'search'; readonly index: number }
  /** The best for these cases of all mappings found, which stand in a file. */
  | { readonly kind: 'shortlist'; readonly cases: readonly number[]; readonly found: string }
  | { readonly kind: 'cost'; readonly cases: readonly number[]; readonly candidates: Candidates | undefined };

export type Candidates = readonly (readonly [layer: string, candidates: readonly Candidate[]])[];

export interface Checked {
  readonly issues: readonly Issue[];
  readonly scopes: readonly SearchScope[];
  /** Of all that decides these cases. */
  readonly checksum: string;
}

/** What each task gives: `Checked`, nothing, `Candidates`, or a record per case as JSON. */
export type SweepAnswer = Checked | Candidates | readonly string[] | null;

/** Opens a scenario for tasks on its cases. */
export async function openSweepTasks(setup: SweepSetup): Promise<Handler<SweepTask, SweepAnswer>> {
  const { cwd, folder, overrides } = setup;
  const library = await loadLibrary(cwd);
  return sweepTasks(setup, library, await openStudyFile(setup, { cwd, library, remembered: folder }, overrides));
}

/** The same for a scenario that is open. */
export function sweepTasks(
  { cwd, path, folder, command, detail }: SweepSetup,
  library: ComponentLibrary,
  study: OpenStudy,
): Handler<SweepTask, SweepAnswer> {
  const context = {
    library,
    command,
    cache: mappingFolder(folder),
    transfers: new TransferMemo(),
    memo: new CandidateMemo(),
  };
  const foundIn = lastRead();
  const storedBy = compressionSums(fileSums({ cwd, folder: dirname(path) }));
  const sums = checksums((hardware) => priceHardware(hardware, library));
  const check = async (cases: readonly number[]): Promise<Checked> => {
    const issues: Issue[] = [];
    const scopes: SearchScope[] = [];
    const hash = createHash('sha256');
    for (const index of cases) {
      const scenario = await attempt(issues, () => study.check(index));
      if (scenario === undefined) continue;
      scopes.push(scopeOf(scenario.mapper));
      hash.update(sums(scenario));
      // A file that cannot be read is told of where the weights are compressed.
      await attempt([], async () => hash.update(await storedBy(study.compressionOf(index))));
    }
    return { issues, scopes, checksum: hash.digest('hex') };
  };
  const cost = async (index: number, candidates: Candidates | undefined): Promise<string> => {
    const { scenario } = await study.read(index);
    const { result, reasons } = await costCase(scenario, candidates && new Map(candidates), context);
    const kept = result === null ? null : detail === 'result' ? result : summarise(result);
    return JSON.stringify({ case: index, result: kept, reasons });
  };
  const shortlist = async (cases: readonly number[], found: LayerCandidates): Promise<Candidates> => {
    const best: LayerCandidates[] = [];
    for (const index of cases) best.push(shortlistCase((await study.read(index)).scenario, found, context));
    return [...together(best)];
  };
  return async (task) => {
    if (task.kind === 'check') return check(task.cases);
    if (task.kind === 'search') return [...searchCase((await study.read(task.index)).scenario, context)];
    if (task.kind === 'shortlist') return shortlist(task.cases, await foundIn(task.found));
    if (task.kind === 'compress') {
      await study.read(task.index);
      return null;
    }
    const records: string[] = [];
    for (const index of task.cases) records.push(await cost(index, task.candidates));
    return records;
  };
}

/** Mappings from a file that is read once. */
function lastRead() {
  let last: { readonly path: string; readonly found: LayerCandidates } | undefined;
  return async (path: string): Promise<LayerCandidates> => {
    if (last?.path !== path) {
      last = { path, found: new Map(JSON.parse(await readFile(path, 'utf8')) as Candidates) };
    }
    return last.found;
  };
}

/** Of a case before its weights are compressed; parts that cases share are looked at once. */
function checksums(pricesOf: (hardware: HardwareSpec) => PriceTable) {
  const known = new WeakMap<object, string>();
  const sumOf = (part: object, value: () => unknown = () => part) => {
    const sum = known.get(part) ?? createHash('sha256').update(JSON.stringify(value())).digest('hex');
    known.set(part, sum);
    return sum;
  };
  return (scenario: Omit<Scenario, 'compression'>): string => {
    const { workload, hardware, mapper, title, batch, convention } = scenario;
    const given = mapper.strategy === 'fixed' ? { ...mapper, mappings: [...mapper.mappings] } : mapper;
    const layers = workload.layers.map((layer) => sumOf(layer));
    const prices = sumOf(hardware, () => [hardware, ...pricesOf(hardware)]);
    return JSON.stringify([workload.name, layers, workload.uncosted, prices, given, title, batch, convention]);
  };
}

/** By the content of the files that are named; engines of the user's own may change unseen, and are never the same. */
function compressionSums(sumOf: ReturnType<typeof fileSums>) {
  return async (key: CompressionKey | undefined): Promise<string> => {
    if (key === undefined) return '';
    if (key.ownEngines) return randomUUID();
    return JSON.stringify([key.text, ...(await Promise.all(key.files.map(sumOf)))]);
  };
}
