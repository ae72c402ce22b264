import type * as Raw from '../schema/raw.generated.js';
import type { Borrowed } from './known.js';
import type { Note } from './material.js';
import type { OpenImport } from './sort.js';

/** The capabilities that what is taken from known ABIs needs, in their words. */
export function knownCapabilities({ abi, document }: Borrowed): (readonly [string, Raw.Capability])[] {
  const kept = new Set(abi.capabilities.map((c) => c.name));
  return abi.capabilities.flatMap(({ name }) => {
    const raw = document.capabilities[name];
    if (raw === undefined) return [];
    const { since: _since, status: _status, deprecated: _deprecated, implies, ...rest } = raw;
    const implied = implies?.filter((other) => kept.has(other)) ?? [];
    return [[name, { ...rest, ...(implied.length > 0 && { implies: implied }) }] as const];
  });
}

/** What is to be said of capabilities that no known ABI has. */
export function capabilityNotes(capabilities: ReadonlyMap<string, Raw.Capability>, borrowed: readonly Borrowed[], file: string): Note[] {
  const known = new Set(borrowed.flatMap((b) => b.abi.capabilities.map((c) => c.name)));
  return [...capabilities.keys()]
    .filter((name) => !known.has(name))
    .map((name) => ({
      topic: 'capability',
      about: name,
      file,
      pointer: `/capabilities/${name}`,
      text: 'Name the authority that a host grants with it, or say `none` at the functions that need no authority.',
    }));
}

/** The targets of the known ABIs; one for everything where there is none. */
export function targetsOf(borrowed: readonly Borrowed[], shared: boolean): Record<string, Raw.Target> {
  const unknown: Raw.Target = { doc: 'To do: say where guests run.', threads: 'disabled', blocking: 'allowed' };
  // Of two that are called alike the last one stays, which is that of the first ABI.
  const known = borrowed.flatMap((b) => Object.entries(b.document.targets)).reverse();
  const all = known.length > 0 ? known : [['host', unknown] as const];
  return Object.fromEntries(all.map(([name, target]) => [name, shared ? { ...target, threads: 'required' as const } : target]));
}

/** The open modules: those of known ABIs, and those with imports that cannot be described. */
export function modulesOf(borrowed: readonly Borrowed[], open: readonly OpenImport[]): Pick<Raw.AbiDocument, 'modules'> {
  const known = borrowed.flatMap((b) =>
    b.abi.modules.flatMap(({ name }) => {
      const raw = b.document.modules?.[name];
      return raw === undefined ? [] : [[name, raw] as const];
    }),
  );
  const own = open
    .filter((o) => o.opened)
    .map(({ found }): readonly [string, Raw.OpenModule] => [
      found.module,
      {
        answeredBy: 'module',
        doc: 'To do: some of its imports are of types that this language cannot describe, so what the draft does not list of it is not checked. See INFERRED.md.',
      },
    ]);
  const all = [...own, ...known];
  return all.length > 0 ? { modules: Object.fromEntries(all) } : {};
}
