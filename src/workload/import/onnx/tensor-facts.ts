import type { StoredTensor } from './stored-tensor.ts';

/** What is known about a tensor before the network runs. */
export interface TensorFacts {
  readonly shape: readonly number[];
  /** TensorProto.DataType; 0 when unknown */
  readonly elementType: number;
  /** The elements in row-major order, for small tensors known in advance: shapes, axes, indices. */
  readonly values?: readonly number[];
  /** Does not depend on the network's inputs. */
  readonly constant: boolean;
  /** Written in the file, not computed from a tensor's shape: a batch size in it is baked in. */
  readonly literal: boolean;
  /** The stored tensor whose elements these are (possibly reshaped, transposed or dequantised). */
  readonly source?: TensorSource;
  /** Width at which a dequantised tensor is stored. */
  readonly storedBits?: number;
}

/** Stored elements seen through views and transposes. */
export interface TensorSource {
  readonly tensor: StoredTensor;
  /** Sizes in which the stored elements are read, row-major. */
  readonly dims: readonly number[];
  /** Axis `i` of the tensor is axis `permutation[i]` of `dims`. */
  readonly permutation?: readonly number[];
  /** Reshaped after a transpose: which stored axis is which is no longer told. */
  readonly scrambled?: boolean;
}

/** An operator's own account of an output; what it leaves out follows from its inputs. */
export type OutputFacts = Pick<TensorFacts, 'shape'> & Partial<TensorFacts>;
