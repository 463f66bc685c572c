import type { Terminal } from './terminal.ts';

/** A progress bar that may never appear. */
export interface Progress {
  readonly report: (done: number, total: number, layer: string) => void;
  readonly stop: () => void;
}

const patienceMs = 1000;

/** Draws a bar on the terminal once a task has taken more than a second; silent when nobody watches. */
export function startProgress(terminal: Terminal): Progress {
  if (!terminal.errIsTerminal) return { report: () => {}, stop: () => {} };
  const start = performance.now();
  let bar: { update(done: number, payload: object): void; stop(): void } | undefined;
  let stopped = false;
  const draw = async (done: number, total: number, layer: string) => {
    const { default: cliProgress } = await import('cli-progress');
    if (stopped) return;
    if (bar === undefined) {
      const format = '{bar} {value}/{total} layers  {layer}';
      const options = { format, hideCursor: true, clearOnComplete: true, stopOnComplete: false, gracefulExit: true };
      const single = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic);
      single.start(total, done, { layer });
      bar = single;
    }
    bar.update(done, { layer });
  };
  return {
    report: (done, total, layer) => {
      if (performance.now() - start > patienceMs) void draw(done, total, layer);
    },
    stop: () => {
      stopped = true;
      bar?.stop();
    },
  };
}
