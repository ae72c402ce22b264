/**
 * Descriptors of what has left its handle table, by `socket.detach`. They are numbers of this host and mean nothing to the system: a
 * number that happens to be an open file of this process opens nothing and closes nothing.
 */
import type { Descriptor } from '@molt/abi-host/wasi';

export class Detached<T> {
  readonly #held = new Map<Descriptor, T>();
  #next = 3n;

  /** Each number is given out once, so that an old one can never come to mean something new. */
  put(resource: T): Descriptor {
    const fd = this.#next++;
    this.#held.set(fd, resource);
    return fd;
  }

  /** What stands behind a descriptor, which is none any more. */
  take(fd: Descriptor): T | undefined {
    const found = this.#held.get(fd);
    this.#held.delete(fd);
    return found;
  }
}
