import { weightedLayers } from '../../compression/weighted-layers.ts';
import type { InputDocument } from '../../shared/document.ts';
import { InputError, type Issue } from '../../shared/issue.ts';
import { nearest } from '../../shared/nearest.ts';
import type { Workload } from '../../workload/workload.ts';
import type { Reduction, ReductionPoint } from './agreement-result.ts';
import type { AgreementFile } from './agreement-schema.ts';

/**
 * How far sharing rows of filters reduces the weights: 1 − K/N as Fig. 2 of Wu et al. 2018 plots it, and
 * 1 − K/N − log2 K / (s·B) with the indices, s weights of B bits a row.
 */
export function reductionOf(
  document: InputDocument<AgreementFile>,
  { network, weightBits, source, layers }: NonNullable<AgreementFile['reduction']>,
  workload: Workload,
): Reduction {
  const known = weightedLayers(workload);
  const names = known.map(({ layer }) => layer.name);
  const issues: Issue[] = [];
  const points = Object.entries(layers).flatMap(([name, byK]): ReductionPoint[] => {
    const found = known.find(({ layer }) => layer.name === name);
    if (found === undefined) {
      const meant = nearest(name, names);
      issues.push(
        document.issue(['reduction', 'layers', name], {
          code: 'no-such-layer',
          message: `"${network}" has no layer "${name}" with weights`,
          found: name,
          accepted: names.join(', '),
          at: 'key',
          ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
        }),
      );
      return [];
    }
    const vectorLength = found.layer.problem.dimensions.find((each) => each.name === 'S')?.size ?? 1;
    const vectors = found.weights / vectorLength;
    return Object.entries(byK).map(([text, accuracy]) => {
      const k = Number(text);
      const left = k / vectors;
      const indices = Math.log2(k) / (vectorLength * weightBits);
      const common = { layer: name, k, vectors, vectorLength, accuracy };
      return { ...common, reduction: 100 * (1 - left), withIndices: 100 * (1 - left - indices) };
    });
  });
  if (issues.length > 0) throw new InputError(issues);
  return { network: workload.name, weightBits, source, points };
}
