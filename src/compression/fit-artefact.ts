import { InputError, type Issue } from '../shared/issue.ts';
import type { Workload } from '../workload/workload.ts';
import type { CompressedTensor, CompressedWorkload } from './engine.ts';
import { shapeOf } from './uncompressed.ts';
import { weightedLayers } from './weighted-layers.ts';

/**
 * The layers of an artefact that a network has, in its order. Throws an InputError (`artefact-mismatch`) with every layer that the
 * artefact lacks or holds in another shape; what it holds besides does no harm.
 */
export function fitArtefact(artefact: CompressedWorkload, workload: Workload): CompressedTensor[] {
  const stored = new Map(artefact.layers.map((layer) => [layer.layer, layer]));
  const issues: Issue[] = [];
  const layers = weightedLayers(workload).flatMap((each) => {
    const { name } = each.layer;
    const found = stored.get(name);
    const shape = shapeOf(each);
    const fault = (message: string, words: Partial<Issue>) =>
      void issues.push({ code: 'artefact-mismatch', severity: 'error', message, path: name, ...words });
    if (found === undefined) {
      fault(`the artefact holds no layer "${name}" of "${workload.name}"`, { accepted: few([...stored.keys()]) });
      return [];
    }
    if (found.shape.every((size, axis) => size === shape[axis])) return [found];
    fault(`the artefact holds "${name}" in another shape`, {
      found: found.shape.join(' × '),
      accepted: shape.join(' × '),
    });
    return [];
  });
  if (issues.length > 0) throw new InputError(issues);
  return layers;
}

function few(names: readonly string[]): string {
  return names.slice(0, 30).join(', ') + (names.length > 30 ? ` and ${names.length - 30} more` : '');
}
