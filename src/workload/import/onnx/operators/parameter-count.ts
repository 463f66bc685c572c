import { elementCount } from '../shapes.ts';
import type { TensorFacts } from '../tensor-facts.ts';

/** Stored elements of an input: 0 when it is left out or computed by the network. */
export function parameterCount(facts: TensorFacts | undefined): number {
  return facts?.constant ? elementCount(facts.shape) : 0;
}
