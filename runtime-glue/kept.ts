import type { Handles } from './handles.js';

/**
 * Values that did not fit the guest's buffer, kept for its next call: asking for the size of a message must not lose the
 * message. One value per resource, or one in all for functions without a handle. What is kept for a resource is forgotten
 * when its last handle closes.
 */
export class Kept<T> {
  readonly #byResource = new Map<object, T>();
  #single: T | undefined;

  constructor(readonly table?: Handles<object>) {
    table?.kept.push(this);
  }

  take(resource?: object | null): T | undefined {
    if (resource === undefined || resource === null) {
      const value = this.#single;
      this.#single = undefined;
      return value;
    }
    const value = this.#byResource.get(resource);
    this.#byResource.delete(resource);
    return value;
  }

  keep(value: T, resource?: object | null): void {
    if (resource === undefined || resource === null) this.#single = value;
    else if (this.table?.holds(resource)) this.#byResource.set(resource, value);
  }

  forget(resource: object): void {
    this.#byResource.delete(resource);
  }
}
