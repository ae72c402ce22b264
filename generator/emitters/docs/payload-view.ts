import { markdownCode, markdownList, markdownTable, markdownText } from '../../emit/text/markdown.js';
import { byCodePoint } from '../../ir/order.js';
import { literalsIn, type PayloadSchema, pointerOf, standsAt, typesIn } from '../../ir/payload-schema.js';
import type { PayloadType } from '../../ir/types.js';
import { joined } from './links.js';

/** What a payload looks like: one row for each part of its schema, and one set of rows for each definition that it refers to. */
export function payloadBlocks(type: PayloadType): string[] {
  const { codec, schema, buffers } = type;
  if (schema === undefined) return [`A document in ${codec}, of any content.`];
  return [
    `A document in ${codec}:`,
    markdownTable(['Part', 'Type', 'Required', 'Meaning'], rows(schema as PayloadSchema)),
    markdownList(
      buffers.map((b) =>
        `${markdownCode(b.address)} and ${markdownCode(b.length)} in ${markdownCode(`$${b.at.map(step).join('')}`)} name bytes of the guest (${b.access}), which hosts see as ${markdownCode(b.view)}. ${markdownText(b.doc)}`.trimEnd(),
      ),
    ),
  ];
}

const step = (segment: string): string => (segment === '*' ? '[]' : `.${segment}`);

function rows(root: PayloadSchema): string[][] {
  const found: string[][] = [];
  const references = new Set<string>();
  const visit = (schema: PayloadSchema, path: string, required: string): void => {
    found.push([markdownCode(path), typeText(schema), required, meaning(schema)]);
    if (typeof schema === 'boolean') return;
    const target = schema.$ref === undefined ? undefined : pointerOf(schema.$ref);
    if (target !== undefined) references.add(target);
    const properties = Object.entries(schema.properties ?? {}).sort(([a], [b]) => byCodePoint(a, b));
    for (const [name, inner] of properties) visit(inner, `${path}.${name}`, schema.required?.includes(name) ? 'yes' : 'no');
    if (schema.items !== undefined) visit(schema.items, `${path}[]`, '');
    if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties, `${path}.*`, '');
    for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const)
      for (const [i, inner] of (schema[keyword] ?? []).entries()) visit(inner, `${path} ${keyword} ${i + 1}`, '');
  };
  visit(root, '$', 'yes');
  // A set also visits what is added while it is walked.
  for (const pointer of references) if (pointer !== '') visit(standsAt(root, pointer) as PayloadSchema, `#${pointer}`, '');
  return found;
}

function typeText(schema: PayloadSchema): string {
  if (typeof schema === 'boolean') return schema ? 'anything' : 'nothing';
  if (schema.$ref !== undefined) return markdownCode(schema.$ref);
  const literals = literalsIn(schema);
  if (literals !== undefined) return literals.map((value) => markdownCode(JSON.stringify(value))).join(' or ');
  const choice = schema.oneOf
    ? 'one of the following'
    : schema.anyOf
      ? 'any of the following'
      : schema.allOf
        ? 'all of the following'
        : 'anything';
  return typesIn(schema).join(' or ') || choice;
}

const bounds = [
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
] as const;

function meaning(schema: PayloadSchema): string {
  if (typeof schema === 'boolean') return '';
  const limits = bounds.flatMap((keyword) => (schema[keyword] === undefined ? [] : [`${keyword} ${schema[keyword]}`]));
  return joined([
    schema.title === undefined ? undefined : `${markdownText(schema.title)}.`,
    markdownText(schema.description ?? ''),
    limits.length === 0 ? undefined : `${markdownText(limits.join(', '))}.`,
    schema.additionalProperties === false ? 'No other members.' : undefined,
    schema.deprecated ? 'Deprecated.' : undefined,
  ]);
}
