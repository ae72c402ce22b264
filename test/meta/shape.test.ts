import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { root } from './imports.js';

type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members of a schema that hold schemas by name, in a list, or alone. */
const byName = ['properties', '$defs', 'patternProperties', 'dependentSchemas'];
const branches = ['anyOf', 'oneOf', 'allOf', 'then', 'else'];
const within = ['items', 'prefixItems', 'additionalProperties', 'propertyNames', 'contains'];

interface Place {
  readonly pointer: string;
  readonly schema: Node;
}

/**
 * What an author writes: every definition and every property of an object. A branch that only narrows a property which the
 * object itself declares need not describe it again, and conditions (`if`, `not`) describe nothing.
 */
function documentedPlaces(schema: unknown, pointer: string, declared: readonly string[] = []): Place[] {
  if (!isNode(schema)) return [];
  const found: Place[] = [];
  for (const key of byName)
    for (const [name, sub] of Object.entries(isNode(schema[key]) ? schema[key] : {})) {
      const place = `${pointer}/${key}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (isNode(sub) && !(key === 'properties' && declared.includes(name))) found.push({ pointer: place, schema: sub });
      found.push(...documentedPlaces(sub, place));
    }
  const own = [...declared, ...Object.keys(isNode(schema.properties) ? schema.properties : {})];
  for (const key of [...branches, ...within]) {
    const list = Array.isArray(schema[key]) ? schema[key].map((sub, i) => [`${key}/${i}`, sub] as const) : [[key, schema[key]] as const];
    for (const [step, sub] of list) found.push(...documentedPlaces(sub, `${pointer}/${step}`, branches.includes(key) ? own : []));
  }
  return found;
}

const files = readdirSync(join(root, 'schemas')).filter((name) => name.endsWith('.schema.json'));

describe.each(files)('%s', (name) => {
  const schema = JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8')) as Node & { readonly $id: string };
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true, discriminator: true });
  ajv.addSchema(schema as AnySchema);
  const documented: Place[] = [{ pointer: '', schema }, ...documentedPlaces(schema, '')];

  it('is a schema that ajv accepts', () => {
    expect(documented.length).toBeGreaterThan(3);
    expect(ajv.validateSchema(schema as AnySchema)).toBe(true);
    expect(() => ajv.compile({ $ref: schema.$id })).not.toThrow();
  });

  it('says of every property what it is, with an example', () => {
    const lacking = documented.flatMap(({ pointer, schema: { title, description, examples } }) => [
      ...(typeof title === 'string' && title !== '' ? [] : [`${pointer}: title`]),
      ...(typeof description === 'string' && /[.!?:)`]$/.test(description) ? [] : [`${pointer}: description`]),
      ...(Array.isArray(examples) && examples.length > 0 ? [] : [`${pointer}: examples`]),
    ]);
    expect(lacking).toEqual([]);
  });

  it('has only examples that it accepts itself', () => {
    const wrong = documented.flatMap(({ pointer, schema: { examples } }) => {
      const validate = ajv.compile({ $ref: `${schema.$id}#${pointer.replaceAll('%', '%25')}` });
      return ((examples as unknown[] | undefined) ?? [])
        .filter((example) => !validate(example))
        .map((example) => `${pointer}: ${JSON.stringify(example)}: ${ajv.errorsText(validate.errors)}`);
    });
    expect(wrong).toEqual([]);
  });
});
