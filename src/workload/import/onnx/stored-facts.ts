import type { StoredTensor } from './stored-tensor.ts';
import { storedValues } from './stored-values.ts';
import type { TensorFacts } from './tensor-facts.ts';

/** What a tensor written in the file tells. */
export function storedFacts(tensor: StoredTensor): TensorFacts {
  const values = storedValues(tensor);
  return {
    shape: tensor.dims,
    elementType: tensor.elementType,
    constant: true,
    literal: true,
    source: { tensor, dims: tensor.dims },
    ...(values === undefined ? {} : { values }),
  };
}
