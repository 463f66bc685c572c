const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruptible {
  /** True once Ctrl-C was pressed: the task should end soon, and well. */
  readonly isStopped: () => boolean;
}

/** Runs a long task that Ctrl-C asks to stop. A second Ctrl-C ends the process, and so does the first when the task is done. */
export async function untilInterrupted<T>(
  task: (interruptible: Interruptible) => Promise<T>,
  onStop: () => void,
): Promise<T> {
  let caught: (typeof signals)[number] | undefined;
  const handlers = signals.map((signal) => ({ signal, handler: () => stop(signal) }));
  const release = () => {
    for (const { signal, handler } of handlers) process.off(signal, handler);
  };
  const stop = (signal: (typeof signals)[number]) => {
    if (caught !== undefined) release();
    if (caught !== undefined) process.kill(process.pid, signal);
    else {
      caught = signal;
      // After a progress bar has left the line.
      setImmediate(onStop);
    }
  };
  for (const { signal, handler } of handlers) process.on(signal, handler);
  try {
    return await task({ isStopped: () => caught !== undefined });
  } finally {
    release();
    if (caught !== undefined) process.kill(process.pid, caught);
  }
}
