/** The message of whatever was thrown. */
export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/**
 * What a host answers. A promise that nobody can settle any more would let Node end as if all were well, with 0 and without a
 * report; it is an error here.
 */
export async function answered<T>(answer: T | Promise<T>): Promise<T> {
  let ending = (): void => undefined;
  const never = new Promise<never>((_, reject) => {
    // An immediate keeps the process for what is still to do.
    ending = () => void setImmediate(() => reject(new Error('no answer came, and nothing is under way that could bring one')));
  });
  process.once('beforeExit', ending);
  try {
    return await Promise.race([answer, never]);
  } finally {
    process.off('beforeExit', ending);
  }
}
