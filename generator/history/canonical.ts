import { createHash } from 'node:crypto';
import { byCodePoint } from '../ir/order.js';
import type { JsonObject, JsonValue, RawAbi } from '../source/document.js';

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
export const digestOf = (raw: RawAbi): string => sha256(canonicalJson(canonicalForm(raw)));

/** The canonical form as data, before it is serialised. */
export function canonicalForm(raw: RawAbi): JsonObject {
  const payloads = Object.create(null) as Record<string, JsonValue>;
  for (const path of raw.interfaces.flatMap((document) => payloadPaths(document.value))) {
    const document = raw.documents.get(path);
    if (document) payloads[path] = document.value;
  }
  return {
    abi: withoutSchemaKey(raw.abi.value),
    interfaces: raw.interfaces.map((document) => withoutSchemaKey(document.value)),
    payloads,
  };
}

/** `sha256:` and the hex digest of a text in UTF-8. */
export const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;

/** Serialises as the canonical form demands. */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : JSON.stringify(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => byCodePoint(a, b));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}

const isArray = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !isArray(value);

function withoutSchemaKey(value: JsonValue): JsonValue {
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
