import type { PayloadSchema, PayloadSchemaObject } from '../../generator/ir/payload-schema.js';
import type { Formula, Leaf } from './formula.js';

/** Keywords that say nothing of which values are valid. */
export const notes: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
]);

/**
 * Whether two formulas are written alike, notes apart and references followed, so that they need no comparison. Circles are
 * alike if nothing in them differs. `step` is called for each formula that is looked at.
 */
export function alike(a: Formula, b: Formula, step: () => void, open = new Set<string>()): boolean {
  const key = `${a.id} ${b.id}`;
  if (a.id === b.id || open.has(key)) return true;
  open.add(key);
  step();
  if (a.kind === 'leaf' || b.kind === 'leaf') return a.kind === b.kind && alikeLeaves(a as Leaf, b as Leaf, step, open);
  const [left, right] = [a.parts(), b.parts()];
  return a.kind === b.kind && left.length === right.length && left.every((part, i) => alike(part, right[i] ?? part, step, open));
}

function alikeLeaves(a: Leaf, b: Leaf, step: () => void, open: Set<string>): boolean {
  const inner = (x: PayloadSchema | undefined, y: PayloadSchema | undefined) =>
    x === undefined || y === undefined ? x === y : alike(a.inner(x), b.inner(y), step, open);
  return wordsOf(a.schema) === wordsOf(b.schema) && innerNames(a.schema, b.schema).every(([x, y]) => inner(x, y));
}

/** The schemas inside two leaves, beside each other. */
function innerNames(a: PayloadSchemaObject, b: PayloadSchemaObject): (readonly [PayloadSchema | undefined, PayloadSchema | undefined])[] {
  const names = new Set([...Object.keys(a.properties ?? {}), ...Object.keys(b.properties ?? {})]);
  const member = ({ properties }: PayloadSchemaObject, name: string) =>
    properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return [
    [a.items, b.items],
    [a.additionalProperties, b.additionalProperties],
    ...[...names].map((name) => [member(a, name), member(b, name)] as const),
  ];
}

/** What a leaf says without the schemas inside it. */
const wordsOf = (schema: PayloadSchemaObject): string =>
  JSON.stringify(
    Object.entries(schema)
      .filter(([keyword]) => !notes.has(keyword) && !['items', 'additionalProperties', 'properties'].includes(keyword))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
