import { Threads } from './threads.ts';

/** Does tasks one after another. */
export type Handler<Task, Answer> = (task: Task) => Promise<Answer>;

/** Hands tasks to threads, the first come first. */
export interface Pool<Task, Answer> {
  run(task: Task): Promise<Answer>;
  close(): Promise<void>;
}

export interface PoolOptions<Task, Answer> {
  /** Threads at most; 1: everything happens here. */
  readonly workers: number;
  /** Tasks are done here until so much time has passed: a short run needs no threads. */
  readonly patienceMs: number;
  readonly here: Handler<Task, Answer>;
  /** What a thread is told when it begins; must be plain data. */
  readonly setup: unknown;
}

export function openPool<Task, Answer>(options: PoolOptions<Task, Answer>): Pool<Task, Answer> {
  const { workers, patienceMs, here } = options;
  const start = performance.now();
  let threads: Threads | undefined;
  // Here only one task at a time: they do not wait for anything but the disk.
  let last: Promise<unknown> = Promise.resolve();
  const run = async (task: Task): Promise<Answer> => {
    const own = last.then(async () => {
      if (threads === undefined && (workers <= 1 || performance.now() - start < patienceMs))
        return { done: await here(task) };
      threads ??= new Threads(workers, options.setup);
      return { queued: threads.run(task) as Promise<Answer> };
    });
    last = own.catch(() => undefined);
    const given = await own;
    return 'done' in given ? given.done : given.queued;
  };
  return { run, close: async () => threads?.close() };
}
