import { converted, type ExportInfo, end } from './exports.js';
import type { Guest } from './guest.js';
import { kindOf } from './names.js';
import type { Import } from './row.js';

/** What a host method came to: gives its value, or throws what it threw. */
export type Outcome = () => unknown;
type GuestFunction = (...values: (number | bigint)[]) => unknown;

/** JavaScript Promise Integration, which not every engine has. */
interface Jspi {
  readonly Suspending: new (run: Import) => Import;
  readonly promising: (run: GuestFunction) => (...values: (number | bigint)[]) => Promise<unknown>;
}

/** The engine's JSPI where the embedder asked for it and the engine has it. */
export function jspiOf(guest: Guest): Jspi | undefined {
  const engine = WebAssembly as unknown as Partial<Jspi>;
  return guest.options.suspend === true && engine.Suspending && engine.promising ? (engine as Jspi) : undefined;
}

/** Imports whose host may answer later, of guests that the engine can suspend. */
const late = new WeakSet<Import>();

/** Marks an import whose host may answer later, if that means anything for this guest: a set of all of them is dear to make. */
export function suspending(guest: Guest, run: Import): Import {
  if (jspiOf(guest)) late.add(run);
  return run;
}

/**
 * Finds the imports that suspend the guest, before layers stand around them, and gives what makes them suspend afterwards. An
 * engine that was told to suspend at an import does so at every call of it, also where the host answers at once.
 */
export function suspendImports(guest: Guest, imports: Readonly<Record<string, Record<string, Import>>>): () => void {
  const jspi = jspiOf(guest);
  if (!jspi) return () => {};
  const found = Object.values(imports).flatMap((fields) =>
    Object.keys(fields).flatMap((field) => (late.has(fields[field] as Import) ? [{ fields, field }] : [])),
  );
  return () => {
    for (const { fields, field } of found) fields[field] = new jspi.Suspending(fields[field] as Import);
  };
}

export const failing =
  (cause: unknown): Outcome =>
  () => {
    throw cause;
  };

/** Goes on when a promise of the host is settled, by the engine's own `then`: the host may have put another in its place. */
export const whenSettled = <T>(returned: PromiseLike<unknown>, go: (outcome: Outcome) => T): Promise<T> =>
  Promise.prototype.then.call(
    Promise.resolve(returned),
    (value) => go(() => value),
    (cause) => go(failing(cause)),
  ) as Promise<T>;

/**
 * An export of the guest that imports may suspend. While it has not come back the guest serves no other call of this kind,
 * since it has one stack in its memory. Where the engine cannot suspend, the export runs to its end at once.
 *
 * @throws TypeError for what is no function, such as an export that the guest lacks
 */
export function promisingOf(guest: Guest, run: GuestFunction, known?: string): (...values: (number | bigint)[]) => Promise<unknown> {
  if (typeof run !== 'function')
    throw new TypeError(`what the guest is entered by must be a function that it exports; it is ${kindOf(run)}`);
  const enter = jspiOf(guest)?.promising(run) ?? run;
  const name = known ?? Object.keys(guest.exports).find((key) => guest.exports[key] === run) ?? run.name;
  return async (...values) => {
    guest.alive();
    if (guest.gate !== 0 || guest.depth !== 0) throw new Error(`${name} was called while the guest is inside another call`);
    guest.fiber = 1;
    guest.depth = 1;
    try {
      return await enter(...values);
    } catch (cause) {
      return end(guest, cause, `the guest export ${name} threw`);
    } finally {
      guest.fiber = 0;
      guest.depth = 0;
    }
  };
}

/** The declared functions that a guest exports, as `promisingOf` makes them, with their parameters converted. */
export function asyncExportsOf(guest: Guest, infos: readonly ExportInfo[]): Record<string, unknown> {
  const found: Record<string, unknown> = Object.create(null);
  for (const info of infos) {
    const value = guest.exports[info.name];
    if (typeof value !== 'function') continue;
    const run = promisingOf(guest, value as GuestFunction, info.name);
    found[info.name] = async (...values: (number | bigint)[]) => run(...converted(info, values));
  }
  return found;
}
