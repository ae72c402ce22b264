import { InternalError } from '../../../diagnostics/diagnostic.js';
import type { PayloadType } from '../../../ir/abi.js';
import { byCodePoint } from '../../../ir/order.js';
import { type PayloadSchema, pointerOf, schemasIn, standsAt } from '../../../ir/payload-schema.js';

/** The schema of a payload type; one without a schema can be any value. */
export const rootOf = (type: PayloadType): PayloadSchema => (type.schema === undefined ? true : (type.schema as PayloadSchema));

/** The pointer that a `$ref` of a resolved schema means. */
export function targetOf(reference: string): string {
  const pointer = pointerOf(reference);
  if (pointer === undefined) throw new InternalError(`a reference of a payload schema is not local: ${reference}`);
  return pointer;
}

/** The schema at a pointer that a reference of a resolved schema means. */
export function schemaAt(root: PayloadSchema, pointer: string): PayloadSchema {
  const found = standsAt(root, pointer);
  if (found === undefined) throw new InternalError(`a reference of a payload schema leads nowhere: ${pointer}`);
  return found as PayloadSchema;
}

/** Pointers of the schemas that the root refers to, directly or through others, in code-point order. Definitions that nothing refers to are not among them. */
export function referredIn(root: PayloadSchema): string[] {
  const found = new Set<string>();
  const open: PayloadSchema[] = [root];
  for (let schema = open.pop(); schema !== undefined; schema = open.pop())
    for (const reference of referencesOf(schema)) {
      const pointer = targetOf(reference);
      if (found.has(pointer)) continue;
      found.add(pointer);
      open.push(schemaAt(root, pointer));
    }
  return [...found].sort(byCodePoint);
}

/** `$ref`s in a schema and all schemas inside it, its definitions excepted. */
export function* referencesOf(schema: PayloadSchema): Generator<string> {
  if (typeof schema === 'boolean') return;
  if (schema.$ref !== undefined) yield schema.$ref;
  for (const [pointer, inner] of schemasIn(schema, '')) if (!pointer.startsWith('/$defs/')) yield* referencesOf(inner);
}
