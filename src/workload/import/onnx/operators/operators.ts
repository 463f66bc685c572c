import type { OnnxOperator } from '../onnx-operator.ts';
import { activationOperators } from './activation.ts';
import { arithmeticOperators } from './arithmetic.ts';
import { attentionOperators } from './attention.ts';
import { constantOperators } from './constants.ts';
import { convolutionOperators } from './convolution.ts';
import { convolutionTransposeOperators } from './convolution-transpose.ts';
import { einsumOperators } from './einsum.ts';
import { indexingOperators } from './indexing.ts';
import { layoutOperators } from './layout.ts';
import { listedOperators } from './listed.ts';
import { matrixOperators } from './matrix.ts';
import { movementOperators } from './movement.ts';
import { normalisationOperators } from './normalisation.ts';
import { packedMatrixOperators } from './packed-matrix.ts';
import { poolingOperators } from './pooling.ts';
import { quantisationOperators } from './quantisation.ts';
import { reductionOperators } from './reduction.ts';
import { resamplingOperators } from './resampling.ts';
import { viewOperators } from './views.ts';

/** Every operator the importer knows, by name. `docs/onnx-operators.md` lists the same. */
export const onnxOperators: ReadonlyMap<string, OnnxOperator> = new Map(
  [
    ...convolutionOperators,
    ...convolutionTransposeOperators,
    ...matrixOperators,
    ...packedMatrixOperators,
    ...einsumOperators,
    ...attentionOperators,
    ...poolingOperators,
    ...reductionOperators,
    ...arithmeticOperators,
    ...activationOperators,
    ...normalisationOperators,
    ...movementOperators,
    ...indexingOperators,
    ...resamplingOperators,
    ...quantisationOperators,
    ...viewOperators,
    ...constantOperators,
    ...layoutOperators,
    ...listedOperators,
  ].map((operator) => [operator.name, operator]),
);

/** ONNX's own operators have no domain, or this one. */
const ownDomains = new Set(['', 'ai.onnx']);

/** The table's key of an operator. */
export function operatorKey(domain: string, operator: string): string {
  return ownDomains.has(domain) ? operator : `${domain}.${operator}`;
}
