/** Signals that ask a process to end, with the exit code that says so: 128 and the number of the signal. */
const ends = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Runs `use` and then `cleanUp`. SIGHUP, SIGINT and SIGTERM meanwhile run `cleanUp` and end the process. */
export async function cleaningUp<T>(use: () => Promise<T>, cleanUp: () => void): Promise<T> {
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
  try {
    return await use();
  } finally {
    try {
      cleanUp();
    } finally {
      for (const { signal, handler } of handlers) process.off(signal, handler);
    }
  }
}
