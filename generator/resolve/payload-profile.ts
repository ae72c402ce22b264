import { didYouMean } from '../diagnostics/suggest.js';
import type { Origin, PayloadType } from '../ir/abi.js';
import {
  below,
  bytesFormat,
  jsonTypes,
  literalsIn,
  type PayloadSchema,
  type PayloadSchemaObject,
  pointerOf,
  schemasIn,
  standsAt,
  typesIn,
} from '../ir/payload-schema.js';
import type { Context } from './context.js';

type Form = readonly [why: string, is: (value: unknown) => boolean];

const object = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const primitive = (value: unknown): boolean => typeof value !== 'object' || value === null;
const listOf = (value: unknown, is: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(is);

const text: Form = ['is a string', (v) => typeof v === 'string'];
const flag: Form = ['is a boolean', (v) => typeof v === 'boolean'];
const number: Form = ['is a number', (v) => typeof v === 'number'];
const count: Form = ['is an integer that is not negative', (v) => Number.isInteger(v) && Number(v) >= 0];
const schema: Form = ['is a schema: an object or a boolean', (v) => object(v) || typeof v === 'boolean'];
const schemas: Form = ['is an object of schemas', (v) => object(v) && Object.values(v).every(schema[1])];
const choices: Form = ['is an array of schemas, not empty', (v) => listOf(v, schema[1]) && (v as unknown[]).length > 0];
const note: Form = ['', () => true];
const isType = (value: unknown): boolean => (jsonTypes as readonly unknown[]).includes(value);

/** Keywords of the payload profile and the form of their values. */
const profile: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['$schema', text],
  ['$id', text],
  ['$comment', text],
  ['title', text],
  ['description', text],
  ['examples', note],
  ['default', note],
  ['deprecated', flag],
  ['$defs', schemas],
  ['$ref', text],
  ['type', [`is one or more of ${jsonTypes.join(', ')}`, (v) => isType(v) || (listOf(v, isType) && (v as unknown[]).length > 0)]],
  ['enum', ['is an array of null, booleans, numbers and strings, not empty', (v) => listOf(v, primitive) && (v as unknown[]).length > 0]],
  ['const', ['is null, a boolean, a number or a string', primitive]],
  ['format', text],
  ['minimum', number],
  ['maximum', number],
  ['exclusiveMinimum', number],
  ['exclusiveMaximum', number],
  ['multipleOf', ['is a number above 0', (v) => typeof v === 'number' && v > 0]],
  ['minLength', count],
  ['maxLength', count],
  ['items', schema],
  ['minItems', count],
  ['maxItems', count],
  ['uniqueItems', flag],
  ['properties', schemas],
  ['required', ['is an array of strings', (v) => listOf(v, (item) => typeof item === 'string')]],
  ['additionalProperties', schema],
  ['minProperties', count],
  ['maxProperties', count],
  ['oneOf', choices],
  ['anyOf', choices],
  ['allOf', choices],
]);

/** Holds a payload schema to the profile, so that what is typed, checked and compared is all of it. */
export function checkProfile(context: Context, root: unknown, codec: PayloadType['codec'], origin: Origin): void {
  const checker = new ProfileChecker(context, codec, origin);
  if (!object(root)) {
    context.report('resolve/payload-profile', origin, { keyword: 'a schema', why: 'is an object' });
    return;
  }
  checker.forms(root as PayloadSchemaObject, '');
  // What follows reads the schema by its types, which only the right forms have.
  if (checker.faults === 0) checker.meaning(root as PayloadSchemaObject);
}

class ProfileChecker {
  faults = 0;
  /** Every schema by its pointer. */
  readonly #places = new Map<string, PayloadSchema>();

  constructor(
    readonly context: Context,
    readonly codec: PayloadType['codec'],
    readonly origin: Origin,
  ) {}

  wrong(pointer: string, keyword: string, why: string, help?: string): void {
    this.faults++;
    this.context.report(
      'resolve/payload-profile',
      { file: this.origin.file, pointer: this.origin.pointer + below(pointer, keyword) },
      { keyword, why },
      { help },
    );
  }

  /** Keywords and the forms of their values, here and inside. */
  forms(found: PayloadSchema, pointer: string): void {
    this.#places.set(pointer, found);
    if (typeof found === 'boolean') return;
    const before = this.faults;
    for (const [keyword, value] of Object.entries(found)) {
      const form = profile.get(keyword);
      if (!form) this.wrong(pointer, keyword, 'is not in the payload profile', didYouMean(keyword, profile.keys()));
      else if (!form[1](value)) this.wrong(pointer, keyword, form[0]);
      else if (pointer !== '' && (keyword === '$id' || keyword === '$schema')) this.wrong(pointer, keyword, 'stands at the root only');
    }
    if (this.faults === before) for (const [inner, sub] of schemasIn(found, pointer)) this.forms(sub, inner);
  }

  /** What keywords of the right form say together. */
  meaning(root: PayloadSchemaObject): void {
    for (const [pointer, found] of this.#places) {
      if (typeof found === 'boolean') continue;
      if (found.$ref !== undefined) this.#reference(pointer, found.$ref, root);
      if (found.properties !== undefined && found.additionalProperties === undefined)
        this.wrong(pointer, 'properties', 'stands without additionalProperties: say whether the object is open');
      if (found.uniqueItems && !this.#primitives(found.items))
        this.wrong(pointer, 'uniqueItems', 'stands only where items are null, booleans, numbers or strings');
      if (found.format === bytesFormat && found.type !== undefined) this.wrong(pointer, 'format', `${bytesFormat} stands without type`);
      if (found.format === bytesFormat && this.codec === 'json')
        this.wrong(pointer, 'format', `${bytesFormat} cannot be in a json payload, which has no binary data`);
    }
    if (this.faults === 0) this.#circles();
  }

  #reference(pointer: string, reference: string, root: PayloadSchema): void {
    const target = pointerOf(reference);
    if (target === undefined) this.wrong(pointer, '$ref', 'must be local: #/$defs/NAME');
    else if (standsAt(root, target) === undefined) this.wrong(pointer, '$ref', 'names nothing in this schema');
    else if (!this.#places.has(target)) this.wrong(pointer, '$ref', 'names what is not a schema');
  }

  #primitives(items: PayloadSchema | undefined): boolean {
    const seen = new Set<unknown>();
    let found = items;
    while (typeof found === 'object' && found.$ref !== undefined && !seen.has(found)) {
      seen.add(found);
      found = this.#places.get(pointerOf(found.$ref) ?? '/');
    }
    if (typeof found !== 'object') return false;
    const types = typesIn(found);
    return literalsIn(found) !== undefined || (types.length > 0 && !types.includes('array') && !types.includes('object'));
  }

  /** A schema that comes back to itself without a step into the value would be checked for ever. */
  #circles(): void {
    const done = new Set<string>();
    for (const start of this.#places.keys()) {
      const path = [{ pointer: start, next: this.#sameValue(start) }];
      const open = new Set([start]);
      for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
        const step = top.next.pop();
        if (step === undefined) {
          open.delete(top.pointer);
          done.add(top.pointer);
          path.pop();
        } else if (open.has(step)) {
          this.wrong(top.pointer, '$ref', 'leads back to itself without a step into properties or items');
        } else if (!done.has(step)) {
          open.add(step);
          path.push({ pointer: step, next: this.#sameValue(step) });
        }
      }
    }
  }

  /** Pointers of the schemas that judge the same value as the one at the pointer. */
  #sameValue(pointer: string): string[] {
    const found = this.#places.get(pointer);
    if (typeof found !== 'object') return [];
    const combined = (['allOf', 'anyOf', 'oneOf'] as const).flatMap((keyword) =>
      (found[keyword] ?? []).map((_, i) => below(pointer, keyword, i)),
    );
    return found.$ref === undefined ? combined : [...combined, pointerOf(found.$ref) ?? pointer];
  }
}
