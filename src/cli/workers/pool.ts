import type { Worker } from 'node:worker_threads';
import { startThread } from '../../files/start-thread.ts';
import { InputError, type Issue } from '../../shared/issue.ts';

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

/** What a thread answers. */
export type Reply =
  | { readonly answer: unknown }
  | { readonly issues: readonly Issue[] }
  | { readonly failure: string; readonly stack: string | undefined };

interface Job {
  readonly task: unknown;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
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

class Threads {
  readonly #idle: Worker[] = [];
  readonly #jobs: Job[] = [];
  readonly #busy = new Map<Worker, Job>();
  #failure: Error | undefined;

  constructor(count: number, setup: unknown) {
    for (let index = 0; index < count; index += 1) this.#idle.push(this.#open(setup));
  }

  run(task: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#jobs.push({ task, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    const all = [...this.#idle, ...this.#busy.keys()];
    await Promise.all(all.map((worker) => worker.terminate()));
  }

  #open(setup: unknown): Worker {
    const worker = startThread(new URL('./worker.ts', import.meta.url), setup);
    worker.on('message', (reply: Reply) => {
      const job = this.#busy.get(worker);
      this.#busy.delete(worker);
      this.#idle.push(worker);
      if (job !== undefined) settle(job, reply);
      this.#next();
    });
    worker.on('error', (error) => this.#fail(error));
    return worker;
  }

  #next(): void {
    if (this.#failure !== undefined) this.#fail(this.#failure);
    while (this.#idle.length > 0 && this.#jobs.length > 0) {
      const worker = this.#idle.shift()!;
      const job = this.#jobs.shift()!;
      this.#busy.set(worker, job);
      worker.postMessage(job.task);
    }
  }

  /** A thread that ended takes the run with it: what it did is not known. */
  #fail(error: Error): void {
    this.#failure = error;
    const jobs = [...this.#busy.values(), ...this.#jobs.splice(0)];
    this.#busy.clear();
    for (const { reject } of jobs) reject(error);
  }
}

function settle({ resolve, reject }: Job, reply: Reply): void {
  if ('answer' in reply) resolve(reply.answer);
  else if ('issues' in reply) reject(new InputError(reply.issues));
  else reject(Object.assign(new Error(reply.failure), { stack: reply.stack }));
}
