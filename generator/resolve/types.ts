import { didYouMean } from '../diagnostics/suggest.js';
import {
  baseType,
  type Case,
  type ErrorDomain,
  type Field,
  type IntRepr,
  type NamedType,
  type Origin,
  type Role,
  type Type,
  type VariantCase,
} from '../ir/abi.js';
import { scalars } from '../ir/scalars.js';
import type * as Raw from '../schema/raw.generated.js';
import { type Context, child, describe, entriesOf } from './context.js';
import { lifecycle } from './lifecycle.js';
import { integer, optionalInteger } from './numbers.js';
import { packedFields } from './packed.js';
import { payload } from './payload.js';

const builtins = new Set(['string', 'bytes', 'buffers', 'pointer', 'address'] as const);

/** Resolves type references, each named type once; a type that contains itself is reported. */
export class TypeResolver {
  readonly #declared = new Map<string, { raw: Raw.Type; origin: Origin; interfaceName: string; name: string }>();
  readonly #open: string[] = [];

  constructor(readonly context: Context) {
    for (const { file, raw } of context.interfaces)
      for (const [name, type] of entriesOf(raw.types))
        this.#declared.set(`${raw.interface}.${name}`, {
          raw: type,
          origin: { file, pointer: `/types/${name}` },
          interfaceName: raw.interface,
          name,
        });
  }

  /** All named types of an interface, in code-point order. */
  all(interfaceName: string): NamedType[] {
    const found: NamedType[] = [];
    for (const [id, declared] of this.#declared) {
      if (declared.interfaceName !== interfaceName) continue;
      const type = this.#named(id, declared.origin);
      if (type) found.push(type);
    }
    return found;
  }

  /** The type that a reference names; undefined (and reported) where there is none. */
  resolve(reference: string, interfaceName: string, origin: Origin): Type | undefined {
    if (scalars.has(reference)) return { kind: 'scalar', scalar: reference as never };
    if ((builtins as ReadonlySet<string>).has(reference)) return { kind: reference as 'bytes' };
    const id = reference.includes('.') ? reference : `${interfaceName}.${reference}`;
    if (this.#declared.has(id)) return this.#named(id, origin);
    const known = [
      ...scalars.keys(),
      ...builtins,
      ...[...this.#declared.keys()].flatMap((k) => (k.startsWith(`${interfaceName}.`) ? [k.slice(interfaceName.length + 1), k] : [k])),
    ];
    this.context.report('resolve/unknown-type', origin, { name: reference }, { help: didYouMean(reference, known) });
    return undefined;
  }

  /** A reference that must name an error domain. */
  errorDomain(reference: string, interfaceName: string, origin: Origin): ErrorDomain | undefined {
    const type = this.resolve(reference, interfaceName, origin);
    if (!type) return undefined;
    const base = baseType(type);
    if (base.kind === 'errors') return base;
    this.context.report('resolve/wrong-kind', origin, { name: describe(type), kind: base.kind, wanted: 'an error domain' });
    return undefined;
  }

  #named(id: string, origin: Origin): NamedType | undefined {
    const known = this.context.types.get(id);
    if (known) return known;
    if (this.#open.includes(id)) {
      this.context.report('resolve/cyclic-type', origin, { path: [...this.#open.slice(this.#open.indexOf(id)), id].join(' -> ') });
      return undefined;
    }
    const declared = this.#declared.get(id);
    if (!declared) return undefined;
    this.#open.push(id);
    const type = this.#build(id, declared.name, declared.interfaceName, declared.raw, declared.origin);
    this.#open.pop();
    if (type) this.context.types.set(id, type);
    return type;
  }

  #build(id: string, name: string, interfaceName: string, raw: Raw.Type, origin: Origin): NamedType | undefined {
    const { context } = this;
    const base = { ...lifecycle(context, name, raw, origin), id, aliases: raw.aliases ?? [] };
    const at = (...path: (string | number)[]) => child(origin, ...path);
    const type = (reference: string, ...path: (string | number)[]) => this.resolve(reference, interfaceName, at(...path));
    switch (raw.kind) {
      case 'alias': {
        const target = type(raw.type, 'type');
        return (
          target && { ...base, kind: 'alias', type: target, unit: raw.unit, min: optionalInteger(raw.min), max: optionalInteger(raw.max) }
        );
      }
      case 'handle':
        return { ...base, kind: 'handle', repr: raw.repr, issuedBy: raw.issuedBy ?? 'glue', limit: Number(raw.limit ?? 65536) };
      case 'opaque':
        return { ...base, kind: 'opaque', repr: raw.repr };
      case 'enum':
        return {
          ...base,
          kind: 'enum',
          repr: raw.repr,
          open: raw.open ?? false,
          cases: this.#cases(raw.cases, raw.repr, at('cases'), base),
          ranges: entriesOf(raw.ranges).map(([n, r]) => ({
            name: n,
            doc: r.doc ?? '',
            origin: at('ranges', n),
            from: integer(context, r.from, raw.repr, at('ranges', n, 'from')),
            to: integer(context, r.to, raw.repr, at('ranges', n, 'to')),
          })),
        };
      case 'flags':
        return {
          ...base,
          kind: 'flags',
          repr: raw.repr,
          open: raw.open ?? false,
          unknown: raw.unknown ?? (raw.open ? 'pass' : 'reject'),
          bits: this.#cases(raw.bits, raw.repr, at('bits'), base),
        };
      case 'errors': {
        const domain = {
          ...base,
          kind: 'errors' as const,
          repr: raw.repr,
          open: raw.open ?? false,
          cases: this.#cases(raw.cases, raw.repr, at('cases'), base),
          roles: {},
        };
        const roles: Partial<Record<Role, Case>> = {};
        for (const [role, caseName] of entriesOf(raw.roles as Record<string, string> | undefined)) {
          const found = context.caseOf(domain, caseName, at('roles', role));
          if (found) roles[role as Role] = found;
        }
        return { ...domain, roles };
      }
      case 'record': {
        const fields = raw.fields.map((f, i): Field | undefined => {
          const fieldType = type(f.type, 'fields', i, 'type');
          return (
            fieldType && {
              ...lifecycle(context, f.name, f, at('fields', i), base),
              type: fieldType,
              aliases: f.aliases ?? [],
              expectedOffset: optionalInteger(f.offset),
              reserved: f.reserved ?? false,
            }
          );
        });
        if (fields.includes(undefined)) return undefined;
        this.#distinct(
          raw.fields.map((f) => f.name),
          at('fields'),
        );
        return {
          ...base,
          kind: 'record',
          fields: fields as Field[],
          expectedSize: optionalInteger(raw.size),
          expectedAlign: optionalInteger(raw.align),
        };
      }
      case 'variant': {
        const cases = entriesOf(raw.cases).map(
          ([n, c]): VariantCase => ({
            ...lifecycle(context, n, c, at('cases', n), base),
            value: integer(context, c.value, raw.tag, at('cases', n, 'value')),
            type: c.type === undefined ? undefined : type(c.type, 'cases', n, 'type'),
          }),
        );
        if (entriesOf(raw.cases).some(([, c], i) => c.type !== undefined && cases[i]?.type === undefined)) return undefined;
        this.#sortedByValue(cases, at('cases'));
        return {
          ...base,
          kind: 'variant',
          tag: raw.tag,
          cases,
          expectedPayloadOffset: optionalInteger(raw.payloadOffset),
          expectedSize: optionalInteger(raw.size),
          expectedAlign: optionalInteger(raw.align),
        };
      }
      case 'list': {
        const of = type(raw.of, 'of');
        return of && { ...base, kind: 'list', of, maxLength: optionalInteger(raw.maxLength) };
      }
      case 'packed': {
        const fields = packedFields(this, raw.fields, interfaceName, at('fields'));
        if (raw.unwrap && raw.fields.length !== 1)
          context.report('resolve/wrong-kind', at('unwrap'), {
            name: id,
            kind: `of ${raw.fields.length} fields`,
            wanted: 'a single field',
          });
        return fields && { ...base, kind: 'packed', fields, unwrap: raw.unwrap ?? false };
      }
      case 'packed-union': {
        const cases = entriesOf(raw.cases).map(([n, c]) => {
          const fields = packedFields(this, c.fields, interfaceName, at('cases', n, 'fields'));
          return (
            fields && {
              name: n,
              doc: c.doc ?? '',
              origin: at('cases', n),
              value: integer(context, c.value, raw.tag, at('cases', n, 'value')),
              fields,
            }
          );
        });
        const complete = cases.filter((c) => c !== undefined);
        if (complete.length !== cases.length) return undefined;
        this.#sortedByValue(complete, at('cases'));
        return { ...base, kind: 'packed-union', tag: raw.tag, cases: complete };
      }
      case 'payload':
        return { ...base, kind: 'payload', codec: raw.codec, ...payload(context, raw, origin) };
      case 'stream': {
        const key = (reference: string, keyword: string): string => this.exportId(reference, interfaceName, at(keyword));
        return {
          ...base,
          kind: 'stream',
          repr: raw.repr,
          newExport: key(raw.new, 'new'),
          sendExport: key(raw.send, 'send'),
          closeExport: key(raw.close, 'close'),
          allocateExport: key(raw.allocate, 'allocate'),
          freeExport: key(raw.free, 'free'),
        };
      }
      case 'cancel-token':
        return {
          ...base,
          kind: 'cancel-token',
          repr: raw.repr,
          none: integer(context, raw.none, raw.repr, at('none')),
          pollExport: this.exportId(raw.poll, interfaceName, at('poll')),
          tag: optionalInteger(raw.tag) ?? 0n,
          cancelled: BigInt(raw.cancelled),
        };
    }
  }

  /** The id of a guest export, reported where it does not exist. */
  exportId(reference: string, interfaceName: string, origin: Origin): string {
    const id = reference.includes('.') ? reference : `${interfaceName}.${reference}`;
    if (!this.context.exportIds.has(id))
      this.context.report('resolve/unknown-export', origin, { name: reference }, { help: didYouMean(id, this.context.exportIds) });
    return id;
  }

  #cases(
    raw: Readonly<Record<string, number | string | Raw.Case>>,
    repr: IntRepr,
    origin: Origin,
    container: { since: string | undefined },
  ): Case[] {
    const cases = entriesOf(raw).map(([name, value]): Case => {
      const detail = typeof value === 'object' ? value : { value };
      const at = child(origin, name);
      return {
        ...lifecycle(this.context, name, detail, at, container),
        aliases: ('aliases' in detail ? detail.aliases : undefined) ?? [],
        value: integer(this.context, detail.value, repr, typeof value === 'object' ? child(at, 'value') : at),
      };
    });
    this.#sortedByValue(cases, origin);
    return cases;
  }

  /** Sorts by value in place of a fresh array and reports equal values. */
  #sortedByValue(cases: { readonly name: string; readonly value: bigint; readonly origin: Origin }[], origin: Origin): void {
    cases.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
    for (const [i, current] of cases.entries()) {
      const previous = cases[i - 1];
      if (previous && previous.value === current.value) {
        const span = this.context.span(previous.origin);
        this.context.report(
          'resolve/duplicate-value',
          child(origin, current.name),
          { first: previous.name, second: current.name, value: String(current.value) },
          { related: span ? [{ message: `${previous.name} stands here`, span }] : [] },
        );
      }
    }
  }

  #distinct(names: readonly string[], origin: Origin): void {
    for (const [i, name] of names.entries())
      if (names.indexOf(name) < i) this.context.report('resolve/parameter', child(origin, i), { name, why: 'stands twice' });
  }
}
