import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import { didYouMean, nearest } from '../diagnostics/suggest.js';
import { quote } from '../diagnostics/visible.js';
import type { JsonDocument, JsonValue } from '../source/document.js';
import { pointerSegment } from '../source/pointer.js';
import { dereference, isArray, isObject, kindsOf, ownProperty, type Place, placeAt, type Role, type Schema, typeOf } from './subschema.js';
import type { SchemaError } from './validator.generated.js';
import { count, expectation, found, joined, nameOf, suchA } from './words.js';

/** A place in a document about which ajv has something to say. */
interface Scene extends Place {
  readonly document: JsonDocument;
  readonly pointer: string;
  readonly schema: Schema;
}

/**
 * Turns one error of ajv into a diagnostic, or into nothing if it is noise: an alternative that the author did not mean, or
 * the consequence of an error that is reported by itself. ajv's paths into the schema end at each `$ref`, so the schema is
 * found by following the instance path; see `placeAt`.
 */
export function translate(document: JsonDocument, role: Role, error: SchemaError): Diagnostic | undefined {
  const pointer = error.instancePath;
  const place = placeAt(role, document.value, pointer);
  if (!place) return undefined;
  const { schema } = place;
  if (!schema || (error.keyword === 'type' && !accepts(schema, place.value))) return wrongType(document, pointer, place);
  const translator = Object.hasOwn(translators, error.keyword) ? translators[error.keyword] : undefined;
  return translator?.({ ...place, schema, document, pointer }, error.params);
}

const accepts = (schema: Schema, value: JsonValue): boolean => schema.type === undefined || schema.type === typeOf(value);

const wrongType = (document: JsonDocument, pointer: string, { open, value }: Place): Diagnostic =>
  diagnostic('shape/wrong-type', document.spanOf(pointer), { expected: expectation(open), found: found(value) });

/** Title of the schema of names, about which the catalog's help speaks. */
const identifier = 'Identifier';

type Translator = (scene: Scene, params: SchemaError['params']) => Diagnostic | undefined;

const translators: Readonly<Record<string, Translator>> = {
  additionalProperties: (scene, { additionalProperty }) => unknownKey(scene, String(additionalProperty)),
  required: (scene, { missingProperty }) => missingKey(scene, String(missingProperty)),
  anyOf: (scene) => missingAlternative(scene),
  propertyNames: (scene, { propertyName }) => badKey(scene, String(propertyName)),
  discriminator: (scene) => unknownKind(scene),
  enum: (scene) => notAmong(scene),
  const: (scene) => (scene.schema.const === undefined ? undefined : badValue(scene, `is not ${JSON.stringify(scene.schema.const)}`)),
  pattern: (scene) => badForm(scene),
  minLength: (scene) => (scene.value === '' ? badValue(scene, 'is empty') : undefined),
  maxLength: (scene, { limit }) => badValue(scene, `is longer than ${limit} characters`),
  minItems: (scene, { limit }) => badValue(scene, `has fewer than ${count(Number(limit), 'item')}`),
  maxItems: (scene, { limit }) => badValue(scene, `has more than ${count(Number(limit), 'item')}`),
  minProperties: (scene, { limit }) => badValue(scene, `has fewer than ${count(Number(limit), 'key')}`),
  maxProperties: (scene, { limit }) => badValue(scene, `has more than ${count(Number(limit), 'key')}`),
  minimum: (scene, { limit }) => badValue(scene, `is less than ${limit}`),
  uniqueItems: (scene, { i, j }) => duplicateItem(scene, Math.min(Number(i), Number(j)), Math.max(Number(i), Number(j))),
};

function unknownKey({ document, pointer, schema }: Scene, key: string): Diagnostic | undefined {
  if (schema.additionalProperties !== false || ownProperty(schema, key)) return undefined;
  const span = document.keySpanOf(`${pointer}/${pointerSegment(key)}`);
  return diagnostic(
    'shape/unknown-key',
    span,
    { key: quote(key), where: nameOf(schema) },
    { help: didYouMean(key, Object.keys(schema.properties ?? {})) },
  );
}

function missingKey({ document, pointer, schema, value }: Scene, key: string): Diagnostic | undefined {
  if (!schema.required?.includes(key) || isMisspelt(schema, value, key)) return undefined;
  return diagnostic('shape/missing-key', headOf(document, pointer), { key: quote(key), where: nameOf(schema) });
}

/** Whether an unknown key of the object is reported with this key as what was meant. */
const isMisspelt = (schema: Schema, value: JsonValue, key: string): boolean => {
  const known = Object.keys(schema.properties ?? {});
  return (
    schema.additionalProperties === false &&
    isObject(value) &&
    Object.keys(value).some((other) => !ownProperty(schema, other) && other.length <= longestGuess && nearest(other, known) === key)
  );
};
const longestGuess = 100;

/** `anyOf` beside `properties` says only that one of some keys is required. */
function missingAlternative({ document, pointer, schema }: Scene): Diagnostic | undefined {
  const keys = schema.properties && schema.anyOf?.flatMap((branch) => branch.required ?? []);
  if (!keys || keys.length === 0) return undefined;
  return diagnostic('shape/missing-key', headOf(document, pointer), { key: joined(keys.map(quote), 'or'), where: nameOf(schema) });
}

function badKey({ document, pointer, schema }: Scene, key: string): Diagnostic | undefined {
  if (!schema.propertyNames) return undefined;
  const names = dereference(schema.propertyNames);
  const help = names.title === identifier ? asciiHelp(key) : `Write ${suchA(names)}.`;
  return diagnostic('shape/bad-name', document.keySpanOf(`${pointer}/${pointerSegment(key)}`), { name: quote(key) }, { help });
}

function unknownKind({ document, pointer, schema, value }: Scene): Diagnostic | undefined {
  const kinds = kindsOf(schema);
  if (kinds.length === 0 || !isObject(value) || typeof value.kind !== 'string') return undefined;
  const help = didYouMean(value.kind, kinds);
  return diagnostic(
    'shape/bad-value',
    document.spanOf(`${pointer}/kind`),
    { found: quote(value.kind), why: `is not one of ${joined(kinds, 'or')}` },
    { help },
  );
}

function notAmong(scene: Scene): Diagnostic | undefined {
  const allowed = scene.schema.enum;
  // A value of another type has its error already.
  if (!allowed || !accepts(scene.schema, scene.value)) return undefined;
  const help = typeof scene.value === 'string' ? didYouMean(scene.value, allowed.map(String)) : undefined;
  return badValue(scene, `is not ${allowed.length > 1 ? 'one of ' : ''}${joined(allowed.map(String), 'or')}`, help);
}

function badForm(scene: Scene): Diagnostic | undefined {
  if (scene.schema.pattern === undefined || typeof scene.value !== 'string') return undefined;
  if (scene.schema.title !== identifier) return badValue(scene, `is not ${suchA(scene.schema)}`);
  return diagnostic('shape/bad-name', scene.document.spanOf(scene.pointer), { name: quote(scene.value) }, { help: asciiHelp(scene.value) });
}

/** Names the first character that is not ASCII, which may look like one that is. */
function asciiHelp(name: string): string | undefined {
  const foreign = [...name].find((character) => character > '\u007f');
  const code = foreign?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return code === undefined ? undefined : `Use ASCII letters and digits; U+${code} is neither.`;
}

function duplicateItem({ document, pointer, value }: Scene, first: number, second: number): Diagnostic | undefined {
  const item = isArray(value) ? value[second] : undefined;
  if (item === undefined) return undefined;
  const related = [{ message: 'the first one', span: document.spanOf(`${pointer}/${first}`) }];
  return diagnostic(
    'shape/duplicate-item',
    document.spanOf(`${pointer}/${second}`),
    { item: typeof item === 'string' ? quote(item) : 'this item' },
    { related },
  );
}

function badValue({ document, pointer, value }: Scene, why: string, help?: string): Diagnostic {
  const shown = typeof value === 'string' ? quote(value) : found(value);
  return diagnostic(
    'shape/bad-value',
    isObject(value) || isArray(value) ? headOf(document, pointer) : document.spanOf(pointer),
    { found: shown, why },
    { help },
  );
}

/** The key of an object or array, or its opening bracket, as a place that is one line long. */
export function headOf(document: JsonDocument, pointer: string): Span {
  const key = document.keySpanOf(pointer);
  if (document.text[key.start.offset] === '"') return key;
  const end = { ...key.start, column: key.start.column + 1, offset: key.start.offset + 1 };
  return { ...key, end };
}
