import {
  type JsonPrimitive,
  type PayloadSchema,
  type PayloadSchemaObject,
  pointerOf,
  standsAt,
} from '../../generator/ir/payload-schema.js';

/**
 * A schema as a formula. A leaf is what the keywords of one schema say of a value by themselves; the others combine formulas.
 * `parts` is made when first asked for, since references may lead in circles.
 */
export type Formula = Leaf | Combination;

export interface Leaf {
  readonly kind: 'leaf';
  readonly id: number;
  /** Without combinations and references. */
  readonly schema: PayloadSchemaObject;
  /** Formulas of the schemas of `properties`, `additionalProperties` and `items`. */
  readonly inner: (schema: PayloadSchema) => Formula;
}

export interface Combination {
  readonly kind: 'all' | 'any' | 'one';
  readonly id: number;
  readonly parts: () => readonly Formula[];
}

/** A formula that a value must satisfy, or must not. */
export interface Literal {
  readonly formula: Formula;
  readonly holds: boolean;
}

export const yes = (formula: Formula): Literal => ({ formula, holds: true });
export const no = (formula: Formula): Literal => ({ formula, holds: false });

/** Makes formulas of schemas: of one schema, or of one value, always the same formula. */
export class Formulas {
  #count = 0;
  readonly #made = new Map<PayloadSchema, Map<PayloadSchemaObject, Formula>>();
  readonly #constants = new Map<string, Formula>();
  readonly #parts = new Map<number, readonly Formula[]>();
  readonly anything = this.#combination('all', () => []);
  readonly nothing = this.#combination('any', () => []);

  /** The formula of a schema inside a root, to which its references belong. */
  of(schema: PayloadSchema, root: PayloadSchema): Formula {
    if (typeof schema === 'boolean') return schema ? this.anything : this.nothing;
    return once(
      once(this.#made, root, () => new Map()),
      schema,
      () => this.#make(schema, root),
    );
  }

  /** The formula of one value. */
  constant(value: JsonPrimitive): Formula {
    return once(this.#constants, JSON.stringify(value), () => this.of({ const: value }, true));
  }

  #make(schema: PayloadSchemaObject, root: PayloadSchema): Formula {
    const { $ref, allOf, anyOf, oneOf, ...own } = schema;
    const of = (inner: PayloadSchema) => this.of(inner, root);
    const leaf: Leaf = { kind: 'leaf', id: ++this.#count, schema: own, inner: of };
    if ($ref === undefined && !allOf && !anyOf && !oneOf) return leaf;
    const choice = (kind: 'any' | 'one', schemas: readonly PayloadSchema[]) => this.#combination(kind, () => schemas.map(of));
    // Choices are made once, so that they are the same formula whenever the schema is opened.
    const choices = [...(anyOf ? [choice('any', anyOf)] : []), ...(oneOf ? [choice('one', oneOf)] : [])];
    return this.#combination('all', () => [
      leaf,
      ...($ref === undefined ? [] : [of((standsAt(root, pointerOf($ref) ?? '/') ?? false) as PayloadSchema)]),
      ...(allOf ?? []).map(of),
      ...choices,
    ]);
  }

  #combination(kind: Combination['kind'], make: () => readonly Formula[]): Combination {
    const id = ++this.#count;
    return { kind, id, parts: () => once(this.#parts, id, make) };
  }
}

function once<K, V>(made: Map<K, V>, key: K, make: () => V): V {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make();
  made.set(key, value);
  return value;
}
