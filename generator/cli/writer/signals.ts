/** Signals that ask a process to end, with the exit code that says so: 128 and the number of the signal. */
const ends = { SIGINT: 130, SIGTERM: 143 } as const;

/** Until the returned function is called, SIGINT and SIGTERM run `cleanUp` and end the process. */
export function onSignal(cleanUp: () => void): () => void {
  const handlers = Object.entries(ends).map(([signal, code]) => {
    const handler = () => {
      try {
        cleanUp();
      } finally {
        process.exit(code);
      }
    };
    process.once(signal, handler);
    return { signal, handler };
  });
  return () => {
    for (const { signal, handler } of handlers) process.off(signal, handler);
  };
}
