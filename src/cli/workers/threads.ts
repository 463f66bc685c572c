import type { Worker } from 'node:worker_threads';
import { startThread } from '../../files/start-thread.ts';
import { InputError, type Issue, NoAnswerError } from '../../shared/issue.ts';
import { breakTeam, cancelTeam, type TeamSeat, teamSeats } from './thread-team.ts';

/** What a thread answers; before that it may tell how far it is. */
export type Reply =
  | { readonly progress: unknown }
  | { readonly answer: unknown }
  | { readonly issues: readonly Issue[] }
  | { readonly noAnswer: readonly Issue[] }
  | { readonly failure: string; readonly stack: string | undefined };

/** A task that a team of threads does: the answer is that of who leads. */
export interface TeamTask {
  readonly seat: TeamSeat;
}

/** How a task of a team goes on. */
export interface TeamRun<Answer> {
  readonly answer: Promise<Answer>;
  /** It is to end soon, and well. */
  readonly cancel: () => void;
}

interface Job {
  readonly task: unknown;
  readonly seat?: TeamSeat;
  readonly onProgress?: ((progress: unknown) => void) | undefined;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

interface TeamOptions extends Pick<Job, 'onProgress'> {
  /** Default: all threads. */
  readonly members?: number;
  /** All but who leads come so much later, and not at all where it is done by then; default: at once. */
  readonly lateMs?: number;
}

/** Threads that stay, and do what comes first first; each is opened when it is needed. */
export class Threads {
  readonly count: number;
  readonly #setup: unknown;
  readonly #all: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #jobs: Job[] = [];
  readonly #busy = new Map<Worker, Job>();
  #failure: Error | undefined;
  #isClosed = false;

  constructor(count: number, setup: unknown) {
    this.count = count;
    this.#setup = setup;
  }

  run(task: unknown, given: Pick<Job, 'seat' | 'onProgress'> = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#jobs.push({ task, ...given, resolve, reject });
      this.#next();
    });
  }

  /** Threads do one task together; only while nothing else is to be done. */
  together(task: object, { members = this.count, lateMs = 0, ...given }: TeamOptions = {}): TeamRun<unknown> {
    const [leading, ...others] = teamSeats(members) as [TeamSeat, ...TeamSeat[]];
    const seated = (seat: TeamSeat) => this.run({ ...task, seat }, { ...given, seat });
    const answer = new Promise<unknown>((resolve, reject) => {
      const late = setTimeout(() => {
        if (!this.#isClosed) for (const seat of others.splice(0)) seated(seat).catch(reject);
      }, lateMs);
      const leads = seated(leading).finally(() => {
        clearTimeout(late);
        for (const { ports } of others) for (const port of ports) port.close();
      });
      // null: another one failed, and says why.
      leads.then((own) => own !== null && resolve(own), reject);
    });
    return { answer, cancel: () => cancelTeam(leading.control) };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }

  #open(): Worker {
    const worker = startThread(new URL('./worker.ts', import.meta.url), this.#setup);
    this.#all.push(worker);
    worker.on('message', (reply: Reply) => {
      const job = this.#busy.get(worker);
      if ('progress' in reply) {
        job?.onProgress?.(reply.progress);
        return;
      }
      this.#busy.delete(worker);
      this.#idle.push(worker);
      // The same one leads each team: it has compiled what leading takes.
      this.#idle.sort((a, b) => this.#all.indexOf(a) - this.#all.indexOf(b));
      if (job !== undefined) settle(job, reply);
      this.#next();
    });
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', (code) => {
      if (!this.#isClosed) this.#fail(new Error(`a thread ended with exit code ${code}`));
    });
    return worker;
  }

  #next(): void {
    if (this.#failure !== undefined) this.#fail(this.#failure);
    while (this.#jobs.length > 0) {
      const worker = this.#idle.shift() ?? (this.#all.length < this.count ? this.#open() : undefined);
      if (worker === undefined) return;
      const job = this.#jobs.shift()!;
      this.#busy.set(worker, job);
      worker.postMessage(job.task, job.seat === undefined ? [] : [...job.seat.ports]);
    }
  }

  /** A thread that ended takes the run with it: what it did is not known. */
  #fail(error: Error): void {
    this.#failure ??= error;
    const jobs = [...this.#busy.values(), ...this.#jobs.splice(0)];
    this.#busy.clear();
    for (const { reject, seat } of jobs) {
      if (seat !== undefined) breakTeam(seat.control);
      reject(error);
    }
  }
}

function settle({ resolve, reject }: Job, reply: Exclude<Reply, { progress: unknown }>): void {
  if ('answer' in reply) resolve(reply.answer);
  else if ('issues' in reply) reject(new InputError(reply.issues));
  else if ('noAnswer' in reply) reject(new NoAnswerError(reply.noAnswer));
  else reject(Object.assign(new Error(reply.failure), { stack: reply.stack }));
}
