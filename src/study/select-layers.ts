import type { InputDocument } from '../shared/document.ts';
import { glob } from '../shared/glob.ts';
import type { Issue } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import type { Workload } from '../workload/workload.ts';
import type { ScenarioFile } from './scenario-schema.ts';

/** The part of a network the scenario asks for. A pattern that names no layer is a fault. */
export function selectLayers(document: InputDocument<ScenarioFile>, workload: Workload, issues: Issue[]): Workload {
  const patterns: unknown = document.value.layers;
  // What is no list of texts was reported by the schema.
  if (!Array.isArray(patterns)) return workload;
  const names = workload.layers.map(({ name }) => name);
  const matchers = patterns.map((pattern) => glob(String(pattern)));
  matchers.forEach((matcher, index) => {
    const found: unknown = patterns[index];
    if (typeof found !== 'string' || found === '' || names.some((name) => matcher.test(name))) return;
    const meant = nearest(found, names);
    issues.push(
      document.issue(['layers', index], {
        code: 'no-such-layer',
        message: `no layer of "${workload.name}" is called "${found}"`,
        found,
        accepted: listed(names),
        ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
      }),
    );
  });
  const wanted = (name: string) => matchers.some((matcher) => matcher.test(name));
  return {
    ...workload,
    layers: workload.layers.filter(({ name }) => wanted(name)),
    uncosted: workload.uncosted.filter(({ node }) => wanted(node)),
  };
}

/** Names for a message: all of a small network, the first of a large one. */
export function listed(names: readonly string[], most = 30): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
