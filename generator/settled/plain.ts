import { canonicalJson, withoutSchemaKey } from '../history/canonical.js';
import type { JsonObject, JsonValue, LinkName, SourceFile } from '../source/document.js';

/** An interface of functions and types that says nothing which reaches beyond it, as it was read without a second look. */
export interface Plain {
  readonly file: SourceFile;
  readonly name: string;
  /** Names of the interfaces that it mentions, among other texts. */
  readonly mentions: ReadonlySet<string>;
  readonly links: readonly LinkName[];
  readonly canonical: string;
}

/**
 * What keeps a file from being plain: characters that the strict reader would look at, numbers that may be too long to be
 * exact, and words of the language by which an item has a part in what is found outside its interface.
 */
const special =
  /[^\t\n\r\x20-\x7e]|\\|\d{15}|\d[.eE]|-0|"(?:deprecated|status|aliases|importAliases|memories|tables|globals|tags|exports|handle|payload|stream|cancel-token|answeredBy|family|pumps|__proto__)"/;

/** Undefined for a file that is not plain, or not what it seems: it is then compiled, and told what is wrong with it. */
export function plainOf(file: SourceFile): Plain | undefined {
  const text = textOf(file);
  if (special.test(text)) return undefined;
  const value = parsed(text);
  if (!isObject(value) || membersIn(value) !== (text.match(/"\s*:/g)?.length ?? 0)) return undefined;
  const { interface: name, functions, module } = value;
  const links = isObject(functions) ? Object.values(functions).map((func) => linkOf(func, module)) : [];
  if (typeof name !== 'string' || !links.every((link) => link !== undefined)) return undefined;
  return { file, name, mentions: mentionsIn(text), links, canonical: canonicalJson(withoutSchemaKey(value)) };
}

export const textOf = ({ bytes }: SourceFile): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

/** Where an interface is mentioned, its name stands between a quotation mark and a dot. */
export function mentionsIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let dot = text.indexOf('.'); dot !== -1; dot = text.indexOf('.', dot + 1))
    found.add(text.slice(text.lastIndexOf('"', dot) + 1, dot));
  return found;
}

/** Undefined for what is no JSON. */
export function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function linkOf(func: JsonValue, of: JsonValue | undefined): LinkName | undefined {
  if (!isObject(func)) return undefined;
  const { import: field, module = of } = func;
  return typeof field === 'string' && typeof module === 'string' ? { module, field } : undefined;
}

/** How many members all objects of a value have: fewer than the text has keys if one of them stands twice. */
function membersIn(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value) as readonly JsonValue[];
  return inner.reduce<number>((sum, member) => sum + membersIn(member), Array.isArray(value) ? 0 : inner.length);
}
