import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { packagePath } from './package-root.ts';

/** What the package ships by name. */
export type BuiltInKind = 'workload' | 'hardware' | 'scenario' | 'activity' | 'retraining';

const folders: Readonly<Record<BuiltInKind, readonly string[]>> = {
  workload: ['scenarios/workloads'],
  hardware: ['hardware-specs'],
  scenario: ['scenarios', 'scenarios/cross-checks'],
  activity: ['scenarios/workloads/activity'],
  retraining: ['scenarios/retraining'],
};

const endingOf = (kind: BuiltInKind): string => (kind === 'activity' ? '.csv' : '.yaml');

/** The names of one kind, sorted. */
export async function builtInNames(kind: BuiltInKind): Promise<readonly string[]> {
  const ending = endingOf(kind);
  const files = await Promise.all(folders[kind].map((folder) => readdir(packagePath(folder))));
  return files
    .flat()
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

/** The file of a built-in name. */
export function builtInPath(kind: BuiltInKind, name: string): string {
  const paths = folders[kind].map((folder) => packagePath(folder, `${name}${endingOf(kind)}`));
  return paths.find((path) => existsSync(path)) ?? paths[0]!;
}
