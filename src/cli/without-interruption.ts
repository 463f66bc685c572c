const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Lets a short task end before Ctrl-C takes effect, so that nothing is left half-written. */
export async function withoutInterruption<T>(task: () => Promise<T>): Promise<T> {
  let caught: (typeof signals)[number] | undefined;
  const handlers = signals.map((signal) => {
    const handler = () => {
      caught ??= signal;
    };
    return { signal, handler };
  });
  for (const { signal, handler } of handlers) process.on(signal, handler);
  try {
    return await task();
  } finally {
    for (const { signal, handler } of handlers) process.off(signal, handler);
    // With our handler gone the signal ends the process, as its sender meant it to.
    if (caught !== undefined) process.kill(process.pid, caught);
  }
}
