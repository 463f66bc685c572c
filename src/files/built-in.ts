import { readdir } from 'node:fs/promises';
import { packagePath } from './package-root.ts';

/** What the package ships by name. */
export type BuiltInKind = 'workload' | 'hardware' | 'scenario' | 'activity' | 'retraining';

const folders: Readonly<Record<BuiltInKind, string>> = {
  workload: 'scenarios/workloads',
  hardware: 'hardware-specs',
  scenario: 'scenarios',
  activity: 'scenarios/workloads/activity',
  retraining: 'scenarios/retraining',
};

const endingOf = (kind: BuiltInKind): string => (kind === 'activity' ? '.csv' : '.yaml');

/** The names of one kind, sorted. */
export async function builtInNames(kind: BuiltInKind): Promise<readonly string[]> {
  const ending = endingOf(kind);
  const files = await readdir(packagePath(folders[kind]));
  return files
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

/** The file of a built-in name. */
export function builtInPath(kind: BuiltInKind, name: string): string {
  return packagePath(folders[kind], `${name}${endingOf(kind)}`);
}
