import { registerGradients } from './gradients.ts';
import { registerWasmKernels } from './kernels/register-wasm-kernels.ts';
import type { TensorLibrary } from './tensor-library.ts';

/** What runs the tensors. */
export interface Backend {
  /** `tensorflow` is the native library of `@tensorflow/tfjs-node`; `cpu` is plain JavaScript and very slow. */
  readonly name: BackendName;
  /** Why this one, in words. */
  readonly reason: string;
  readonly tf: TensorLibrary;
}

export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

/** How packages are loaded; a test gives its own. */
export type LoadPackage = (name: string) => Promise<unknown>;

const native = '@tensorflow/tfjs-node';
const load: LoadPackage = (name) => import(name);

/**
 * The fastest backend there is, or the one that is asked for: the native library when its package is installed, else
 * WebAssembly, else plain JavaScript.
 */
export async function openBackend(wanted?: BackendName, loadPackage: LoadPackage = load): Promise<Backend> {
  const asked = wanted === undefined ? '' : 'asked for; ';
  if (wanted === undefined || wanted === 'tensorflow') {
    const found = await nativeLibrary(loadPackage);
    if (typeof found !== 'string') return activated(found, 'tensorflow', `${asked}${native} is installed`);
    if (wanted === 'tensorflow') throw new Error(`the backend tensorflow is not to be had: ${found}`);
    return portable('wasm', found);
  }
  return portable(wanted, 'asked for');
}

async function nativeLibrary(loadPackage: LoadPackage): Promise<TensorLibrary | string> {
  try {
    const loaded = (await loadPackage(native)) as TensorLibrary & { readonly default?: TensorLibrary };
    return loaded.default ?? loaded;
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message?: string };
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return `${native} is not installed`;
    return `${native} does not load: ${String(message).split('\n')[0]}`;
  }
}

async function portable(name: 'wasm' | 'cpu', why: string): Promise<Backend> {
  const tf = await import('@tensorflow/tfjs-core');
  // Without its advice on the console.
  tf.enableProdMode();
  if (name === 'wasm') {
    await import('@tensorflow/tfjs-backend-wasm');
    registerWasmKernels(tf);
    if (await tf.setBackend('wasm')) return activated(tf, 'wasm', why);
  }
  await import('@tensorflow/tfjs-backend-cpu');
  return activated(tf, 'cpu', name === 'cpu' ? why : `${why}; WebAssembly does not start here`);
}

async function activated(tf: TensorLibrary, name: BackendName, reason: string): Promise<Backend> {
  registerGradients(tf);
  if (!(await tf.setBackend(name))) throw new Error(`the backend ${name} does not start`);
  await tf.ready();
  return { name, reason, tf };
}
