import type * as Raw from '../schema/raw.generated.js';

/** Keywords whose texts name something of another interface, as `interface.name`. */
const references: ReadonlySet<string> = new Set('type of errors pumps new send close allocate free poll'.split(' '));

/** Gives interfaces that are called like those of another ABI a name of their own, and what refers to them with it. */
export function renameInterfaces(documents: readonly Raw.InterfaceDocument[], names: ReadonlyMap<string, string>): Raw.InterfaceDocument[] {
  if (names.size === 0) return [...documents];
  return documents.map((document) => ({
    ...(renamed(document, '', names) as Raw.InterfaceDocument),
    interface: names.get(document.interface) ?? document.interface,
  }));
}

/** A value that stands under a key; the items of an array stand under that of the array. */
function renamed(value: unknown, key: string, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return references.has(key) ? reference(value, names) : value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, key, names));
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.entries(value).map(([inner, item]) => [inner, renamed(item, inner, names)] as const);
  // Here, and only here, `export` refers to an item; elsewhere it is the name that the guest has for it.
  if (key === 'answeredBy') return Object.fromEntries(inside.map(([inner, item]) => [inner, reference(String(item), names)]));
  return Object.fromEntries(inside);
}

function reference(text: string, names: ReadonlyMap<string, string>): string {
  const dot = text.indexOf('.');
  const name = dot < 0 ? undefined : names.get(text.slice(0, dot));
  return name === undefined ? text : `${name}${text.slice(dot)}`;
}
