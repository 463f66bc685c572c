import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../../shared/issue.ts';
import { mapTask } from './map-tasks.ts';
import type { Handler, Reply } from './pool.ts';
import { openSweepTasks, type SweepSetup } from './sweep-tasks.ts';

/** A thread: does one task after another, as what it was opened for. */
const setup = workerData as WorkerSetup;

export type WorkerSetup = SweepSetup | { readonly tasks: 'map' };

const handler: Promise<Handler<never, unknown>> =
  setup.tasks === 'sweep' ? openSweepTasks(setup) : Promise.resolve(mapTask);

parentPort?.on('message', (task) => {
  replyTo(task).then((reply) => parentPort?.postMessage(reply));
});

async function replyTo(task: unknown): Promise<Reply> {
  try {
    return { answer: await (await handler)(task as never) };
  } catch (error) {
    if (error instanceof InputError) return { issues: error.issues };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { failure: message, stack };
  }
}
