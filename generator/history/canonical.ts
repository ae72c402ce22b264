import { createHash } from 'node:crypto';
import { byCodePoint } from '../ir/order.js';
import type { JsonDocument, JsonObject, JsonValue, RawAbi } from '../source/document.js';

/**
 * Canonical form of one ABI version, and its digest.
 *
 * The form is one JSON object with three members:
 *
 * - `abi`: the content of `abi.json` without its top-level `$schema`;
 * - `interfaces`: the interface documents in the order in which `abi.json` lists them, each without its top-level `$schema`;
 * - `payloads`: the payload schema documents that payload types refer to by path (`"schema": "payloads/x.json"`), whole,
 *   keyed by that path. Schemas written inline are already part of their interface; files that nothing refers to are left out.
 *
 * It is serialised without insignificant space. Object members stand in the order of the code points of their keys. Strings
 * are escaped as `JSON.stringify` (ECMA-262) does and are otherwise kept: no Unicode normalisation. Integers are plain
 * decimal digits with `-` in front of negative ones; other numbers are as `JSON.stringify` writes them.
 *
 * The digest is `sha256:` and the lower-case hex SHA-256 of the UTF-8 bytes of that text.
 */
export function digestOf(raw: RawAbi): string {
  const payloads = payloadsOf(raw);
  const members = [...payloads]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([path, document]) => `${JSON.stringify(path)}:${whole(document)}`);
  return sha256(`{"abi":${headless(raw.abi)},"interfaces":[${interfaceTexts(raw).join(',')}],"payloads":{${members.join(',')}}}`);
}

/** Canonical texts of documents, which versions of an ABI share: without their top-level `$schema`, and as they are. */
const headless = remembered((document: JsonDocument) => canonicalJson(withoutSchemaKey(document.value)));
const whole = remembered((document: JsonDocument) => canonicalJson(document.value));

function remembered(make: (document: JsonDocument) => string): (document: JsonDocument) => string {
  const known = new WeakMap<JsonDocument, string>();
  return (document) => {
    const found = known.get(document) ?? make(document);
    known.set(document, found);
    return found;
  };
}

/** Texts of the interfaces in the order of `abi.json`. */
function interfaceTexts({ abi, interfaces, settled }: RawAbi): readonly string[] {
  if (!settled) return interfaces.map(headless);
  const listed = isObject(abi.value) && isArray(abi.value.interfaces) ? abi.value.interfaces : [];
  const compiled = new Map(interfaces.map((document) => [document.file, document]));
  return [...new Set(listed)].flatMap((path) => {
    const document = compiled.get(String(path));
    return document ? [headless(document)] : (settled.get(String(path))?.canonical ?? []);
  });
}

/** The payload schemas that the interfaces refer to, by path. */
function payloadsOf(raw: RawAbi): ReadonlyMap<string, JsonDocument> {
  const payloads = new Map<string, JsonDocument>();
  for (const path of raw.interfaces.flatMap((document) => payloadPaths(document.value))) {
    const document = raw.documents.get(path);
    if (document) payloads.set(path, document);
  }
  return payloads;
}

/** `sha256:` and the hex digest of a text in UTF-8. */
export const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;

/** Serialises as the canonical form demands. */
export const canonicalJson = (value: JsonValue): string =>
  foreign.test(JSON.stringify(value)) ? spelled(value) : JSON.stringify(ordered(value));

/**
 * What the engine, which is faster, would not write in the same way: code points that its own order puts elsewhere, keys that it
 * puts first because they look like an index or takes for something else, and integers that it writes with an exponent or, as
 * they have more digits than a double tells apart, with zeros at their end.
 */
const foreign = /[\ud800-\uffff]|"(?:\d+|__proto__)":|\de\+|\d{17}/;

function ordered(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object') return value;
  if (isArray(value)) return value.map(ordered);
  const sorted: Record<string, JsonValue> = {};
  for (const key of Object.keys(value).sort()) sorted[key] = ordered(value[key] ?? null);
  return sorted;
}

function spelled(value: JsonValue): string {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : JSON.stringify(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(spelled).join(',')}]`;
  const members = Object.keys(value)
    .sort(byCodePoint)
    .map((key) => `${JSON.stringify(key)}:${spelled(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}

const isArray = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !isArray(value);

/** A document as it stands in the canonical form. */
export function withoutSchemaKey(value: JsonValue): JsonValue {
  if (!isObject(value)) return value;
  const rest = Object.create(null) as Record<string, JsonValue>;
  for (const [key, member] of Object.entries(value)) if (key !== '$schema') rest[key] = member;
  return rest;
}

/** Paths that the payload types of an interface document name. */
function payloadPaths(document: JsonValue): string[] {
  const types = isObject(document) ? document.types : undefined;
  if (!isObject(types)) return [];
  return Object.values(types).flatMap((type) =>
    isObject(type) && type.kind === 'payload' && typeof type.schema === 'string' ? [type.schema] : [],
  );
}
