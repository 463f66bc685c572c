import { parentPort } from 'node:worker_threads';
import { readHdf5 } from '../workload/import/keras/hdf5.ts';

/** A thread that reads one HDF5 file after another. */
parentPort?.on('message', (bytes: Uint8Array) => {
  readHdf5(bytes).then(
    (content) => parentPort?.postMessage({ content }),
    // what has run out of its memory reads nothing rightly after that
    (error: unknown) => parentPort?.postMessage({ broken: error instanceof WebAssembly.RuntimeError }),
  );
});
