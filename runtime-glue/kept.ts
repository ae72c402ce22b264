/**
 * Values that did not fit the guest's buffer, kept for its next call: asking for the size of a message must not lose the
 * message. One value per resource, or one in all for functions without a handle.
 */
export class Kept<T> {
  readonly #byResource = new WeakMap<object, T>();
  #single: T | undefined;

  take(resource?: object): T | undefined {
    if (resource === undefined) {
      const value = this.#single;
      this.#single = undefined;
      return value;
    }
    const value = this.#byResource.get(resource);
    if (value !== undefined) this.#byResource.delete(resource);
    return value;
  }

  keep(value: T, resource?: object): void {
    if (resource === undefined) this.#single = value;
    else this.#byResource.set(resource, value);
  }
}
