import { elementBits } from '../dataflow/element-bits.ts';
import { capacityIssues } from '../dataflow/fit.ts';
import { buildNest } from '../dataflow/nest.ts';
import type { Issue } from '../shared/issue.ts';
import type { MappingProblem } from './mapper.ts';
import { buildTemplate } from './template.ts';

/** Which memory is too small even for tiles of one point. */
export function nothingFits({ layer, hardware, compressed }: MappingProblem): Issue {
  const levels = buildTemplate(layer.problem, hardware, hardware.dataflow, true).keep.map((keep, index) => ({
    level: hardware.levels[index]?.name as string,
    keep,
    temporal: index === 0 ? layer.problem.dimensions.map(({ name, size }) => ({ dimension: name, factor: size })) : [],
    x: [],
    y: [],
  }));
  const nest = buildNest(layer.problem, hardware, { levels });
  const [tightest] = capacityIssues(nest, hardware, elementBits(layer, hardware, compressed));
  const message = `no tile of ${layer.name} is small enough for the memories of ${hardware.name}`;
  if (tightest === undefined) return { code: 'nothing-fits', severity: 'error', message, path: layer.name };
  return {
    ...tightest,
    code: 'nothing-fits',
    message: `${message}: one point each, ${tightest.message}`,
    path: layer.name,
  };
}
