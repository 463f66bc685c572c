import type { Terminal } from './terminal.ts';

/** A progress bar that may never appear. */
export interface Progress {
  readonly report: (done: number, total: number, layer: string) => void;
  readonly stop: () => void;
}

interface Bar {
  update(done: number, payload: object): void;
  stop(): void;
}

const patienceMs = 1000;

/** Draws a bar on the terminal once a task has taken more than a second; silent when nobody watches. */
export async function startProgress(
  terminal: Terminal,
  unit: 'layers' | 'steps' | 'cases' | 'tiles' = 'layers',
): Promise<Progress> {
  if (!terminal.errIsTerminal) return { report: () => {}, stop: () => {} };
  // Before the task starts: one that computes without a pause would not let it load.
  const { default: cliProgress } = await import('cli-progress');
  const start = performance.now();
  let bar: Bar | undefined;
  let before = 0;
  let shown = start;
  let stopped = false;
  const stop = () => {
    stopped = true;
    bar?.stop();
    process.off('SIGINT', interrupt);
  };
  // The bar hides the cursor: Ctrl-C must give it back before it ends the process, or the task if that listens.
  const interrupt = () => {
    stop();
    if (process.listenerCount('SIGINT') === 0) process.kill(process.pid, 'SIGINT');
  };
  const draw = (done: number, total: number, layer: string) => {
    if (stopped) return;
    if (bar === undefined) {
      // Steps and cases are alike, so how long the rest takes can be told; layers are not.
      const left = unit === 'layers' ? '' : `  {rate} ${unit}/s  {eta_formatted} left`;
      // Of tiles most are never looked at.
      const share = unit === 'tiles' ? '{value} tiles' : `{bar} {value}/{total} ${unit}${left}`;
      const format = `${share}  {layer}`;
      const options = { format, etaBuffer: 100, hideCursor: true, clearOnComplete: true, gracefulExit: false };
      const single = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic);
      single.start(total, done, { layer, rate: '-' });
      bar = single;
      before = done;
      shown = performance.now();
      process.on('SIGINT', interrupt);
    }
    const seconds = (performance.now() - shown) / 1000;
    const rate = done === before ? '-' : ((done - before) / seconds).toPrecision(2);
    bar.update(done, { layer, rate });
  };
  return {
    report: (done, total, layer) => {
      if (performance.now() - start > patienceMs) draw(done, total, layer);
    },
    stop,
  };
}
