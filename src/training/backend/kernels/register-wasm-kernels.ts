import type { TensorLibrary } from '../tensor-library.ts';
import { registerDepthwiseFilterGradient } from './depthwise-filter-gradient.ts';
import { registerFilterGradient } from './filter-gradient.ts';
import { registerInputGradients } from './input-gradient.ts';
import { registerMatrixMultiply } from './matrix-multiply.ts';
import { registerMaxPoolGradient } from './max-pool-gradient.ts';

const done = new WeakSet<TensorLibrary>();

/** Gives the wasm backend what it needs to train: gradient kernels it lacks, and faster ones where the stock is a loop. */
export function registerWasmKernels(tf: TensorLibrary): void {
  if (done.has(tf)) return;
  done.add(tf);
  registerMatrixMultiply(tf);
  registerFilterGradient(tf);
  registerInputGradients(tf);
  registerDepthwiseFilterGradient(tf);
  registerMaxPoolGradient(tf);
}
