import { parentPort, workerData } from 'node:worker_threads';
import { InputError, NoAnswerError } from '../../shared/issue.ts';
import type { Handler } from './pool.ts';
import type { SweepSetup } from './sweep-tasks.ts';
import type { Reply } from './threads.ts';

/** A thread: does one task after another, as what it was opened for. */
const setup = workerData as WorkerSetup;

export type WorkerSetup = SweepSetup | { readonly tasks: 'map' };

const handler: Promise<Handler<never, unknown>> = handlerOf(setup);

parentPort?.on('message', (task) => {
  replyTo(task).then((reply) => parentPort?.postMessage(reply));
});

/** Only what it needs is loaded. */
async function handlerOf(given: WorkerSetup): Promise<Handler<never, unknown>> {
  if (given.tasks === 'sweep') return (await import('./sweep-tasks.ts')).openSweepTasks(given);
  return (await import('./map-tasks.ts')).mapTask;
}

async function replyTo(task: unknown): Promise<Reply> {
  try {
    return { answer: await (await handler)(task as never) };
  } catch (error) {
    if (error instanceof InputError) return { issues: error.issues };
    if (error instanceof NoAnswerError) return { noAnswer: error.issues };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { failure: message, stack };
  }
}
