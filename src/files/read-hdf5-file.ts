import type { Worker } from 'node:worker_threads';
import { InputError } from '../shared/issue.ts';
import type { Hdf5Content } from '../workload/import/keras/hdf5.ts';
import { startThread } from './start-thread.ts';

/** Time for a file: far more than reading takes, since on a damaged one the library may never end. */
const patienceMs = (bytes: number): number => 5000 + bytes / 2000;

let waiting: Worker | undefined;

interface Answer {
  readonly content?: Hdf5Content;
  /** The library is not to be used again. */
  readonly broken?: boolean;
}

/** An HDF5 file's attributes and arrays, read in a thread of its own; one that is damaged is an InputError in good time. */
export async function readHdf5File(bytes: Uint8Array): Promise<Hdf5Content> {
  const thread = waiting ?? startThread(new URL('./hdf5-thread.ts', import.meta.url));
  waiting = undefined;
  thread.ref();
  const content = await answer(thread, bytes);
  if (content === undefined) throw damaged();
  return content;
}

function answer(thread: Worker, bytes: Uint8Array): Promise<Hdf5Content | undefined> {
  return new Promise((resolve) => {
    const done = (content?: Hdf5Content): void => {
      clearTimeout(timer);
      thread.off('message', answered);
      thread.off('error', failed);
      resolve(content);
    };
    const timer = setTimeout(() => void thread.terminate().then(() => done()), patienceMs(bytes.length));
    const answered = ({ content, broken }: Answer): void => {
      thread.unref();
      if (broken === true) thread.terminate();
      else waiting = thread;
      done(content);
    };
    const failed = (): void => done();
    thread.on('message', answered);
    thread.on('error', failed);
    thread.postMessage(bytes);
  });
}

function damaged(): InputError {
  return new InputError([
    {
      code: 'keras-invalid',
      severity: 'error',
      message: 'the file is not an HDF5 file, or a damaged one',
      accepted: 'a file that model.save() has written',
    },
  ]);
}
