import type * as Raw from '../schema/raw.generated.js';
import { Unique } from './words.js';

/** Keywords whose texts name a type or an export, of the own interface or as `interface.name` of another one. */
const references: ReadonlySet<string> = new Set('type of errors pumps new send close allocate free poll'.split(' '));

/** What an interface and its types are called now, where that is something else than before. */
interface Renamed {
  readonly name: string;
  readonly types: ReadonlyMap<string, string>;
}

/** Gives out names of interfaces and of types, which stand beside each other in emitted files. */
export interface Taken {
  readonly interfaces: Unique;
  readonly types: Unique;
}

export const nothingTaken = (): Taken => ({ interfaces: new Unique(), types: new Unique() });

/** Gives the interfaces of an ABI, and their types, names that no other ABI has taken, and what refers to them with them. */
export function renameInterfaces(documents: readonly Raw.InterfaceDocument[], taken: Taken): Raw.InterfaceDocument[] {
  const names = new Map(
    documents.map((document): [string, Renamed] => [
      document.interface,
      {
        name: taken.interfaces.claim(document.interface),
        types: new Map(Object.keys(document.types ?? {}).map((type) => [type, taken.types.claim(type)])),
      },
    ]),
  );
  return documents.map((document) => {
    const { name, types } = names.get(document.interface) ?? { name: document.interface, types: new Map<string, string>() };
    const { types: own, ...rest } = renamed(document, '', document.interface, names) as Raw.InterfaceDocument;
    const called = Object.entries(own ?? {}).map(([type, definition]) => [types.get(type) ?? type, definition] as const);
    return { ...rest, ...(own && { types: Object.fromEntries(called) }), interface: name };
  });
}

/** A value that stands under a key; the items of an array stand under that of the array. */
function renamed(value: unknown, key: string, home: string, names: ReadonlyMap<string, Renamed>): unknown {
  if (typeof value === 'string') return references.has(key) ? reference(value, home, names) : value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, key, home, names));
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.entries(value).map(([inner, item]) => [inner, renamed(item, inner, home, names)] as const);
  // Here, and only here, `export` refers to an item; elsewhere it is the name that the guest has for it.
  if (key === 'answeredBy') return Object.fromEntries(inside.map(([inner, item]) => [inner, reference(String(item), home, names)]));
  return Object.fromEntries(inside);
}

function reference(text: string, home: string, names: ReadonlyMap<string, Renamed>): string {
  const dot = text.indexOf('.');
  const of = names.get(dot < 0 ? home : text.slice(0, dot));
  if (of === undefined) return text;
  const item = text.slice(dot + 1);
  const now = of.types.get(item) ?? item;
  return dot < 0 ? now : `${of.name}.${now}`;
}
