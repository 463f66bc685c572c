import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensor-library.ts';

/** What kernels use of the wasm backend. */
export interface WasmMemory {
  makeOutput(shape: readonly number[], dtype: 'float32'): TensorInfo;
  /** A view that the next allocation may invalidate. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
  disposeData(dataId: object): boolean;
}

export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  /** Runs another kernel of the backend; what it makes lives until the composed kernel ends. */
  readonly run: (kernelName: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => TensorInfo;
  readonly memory: WasmMemory;
}

/** Registers a kernel of the wasm backend in place of the stock one, if there is one; what that sets up is still set up. */
export function composeKernel(tf: TensorLibrary, kernelName: string, compute: (call: KernelCall) => TensorInfo): void {
  const stock = tf.getKernel(kernelName, 'wasm');
  if (stock != null) tf.unregisterKernel(kernelName, 'wasm');
  const kernelFunc: Parameters<TensorLibrary['registerKernel']>[0]['kernelFunc'] = ({ inputs, attrs, backend }) => {
    const memory = backend as WasmMemory;
    const made: TensorInfo[] = [];
    const run: KernelCall['run'] = (name, given, options) => {
      const result = tf.getKernel(name, 'wasm').kernelFunc({ inputs: given, attrs: options, backend }) as TensorInfo;
      made.push(result);
      return result;
    };
    const output = compute({ inputs, attrs: attrs ?? {}, run, memory });
    for (const { dataId } of made) if (dataId !== output.dataId) memory.disposeData(dataId);
    return output;
  };
  const setUp = stock?.setupFunc;
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc, ...(setUp && { setupFunc: setUp }) });
}
