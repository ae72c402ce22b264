import { hex } from './changes.js';

/** A call of a host method: its name, `interface.method`, and its arguments as `shown` gives them. */
export type Traced = readonly [method: string, ...values: unknown[]];

/** The same host, whose calls are written down. Methods that it lacks stay lacking. */
export function tracing(key: string, host: object, trace: Traced[], shown: Shower): object {
  return new Proxy(host, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      const run = (...values: unknown[]): unknown => {
        trace.push([`${key}.${String(name)}`, ...values.filter((v) => !isContext(v)).map((v) => shown.value(v))]);
        const answer: unknown = Reflect.apply(method, host, values);
        shown.remember(answer);
        return answer;
      };
      // The glue checks how many parameters a method takes.
      return Object.defineProperty(run, 'length', { value: method.length });
    },
  });
}

/** The context of a task, by which its host learns that it was cancelled: no argument of the guest. */
const isContext = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'signal' in value && value.signal instanceof AbortSignal;

export interface Shower {
  value(value: unknown): unknown;
  remember(answer: unknown): void;
}

/**
 * Shows values as JSON: integers of 64 bits as `{ int }`, bytes as `{ bytes }`, addresses as `{ address }`, numbers that JSON
 * lacks as `{ float }`. Objects that the host made itself (resources), and those of the glue, are numbered as they appear.
 */
export function shower(): Shower {
  const made = new WeakSet<object>();
  const numbers = new Map<object, string>();
  const number = (object: object): string => {
    const found = numbers.get(object) ?? `#${numbers.size + 1}`;
    numbers.set(object, found);
    return found;
  };
  const remember = (answer: unknown): void => {
    if (typeof answer !== 'object' || answer === null || ArrayBuffer.isView(answer) || made.has(answer)) return;
    made.add(answer);
    for (const inner of Object.values(answer)) remember(inner);
  };
  const value = (given: unknown): unknown => {
    if (given === undefined || given === null) return null;
    if (typeof given === 'bigint') return { int: String(given) };
    if (typeof given === 'number')
      return Number.isFinite(given) && !Object.is(given, -0) ? given : { float: Object.is(given, -0) ? '-0' : String(given) };
    if (typeof given !== 'object') return given;
    if (given instanceof Uint8Array) return { bytes: hex(given) };
    if (made.has(given)) return number(given);
    if (Array.isArray(given)) return given.map(value);
    if ('address' in given && 'writeU32' in given) return { address: given.address };
    const prototype: unknown = Object.getPrototypeOf(given);
    if (prototype !== Object.prototype && prototype !== null) return number(given);
    const fields = Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(fields.map(([name, inner]) => [name, value(inner)]));
  };
  return { value, remember };
}
