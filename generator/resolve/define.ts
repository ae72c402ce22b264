import type { Case, Field, NamedType, Origin, Role, Type, VariantCase } from '../ir/abi.js';
import type * as Raw from '../schema/raw.generated.js';
import { cases, distinct, ranges, sortByValue } from './cases.js';
import { type Context, child, describe, entriesOf, isPlain, kindOf } from './context.js';
import { lifecycle } from './lifecycle.js';
import { checkAliases } from './names.js';
import { count, integer, optionalInteger, valueIn } from './numbers.js';
import { packedFields } from './packed.js';
import { payload } from './payload.js';

/** How a definition finds what it names. */
interface References {
  readonly context: Context;
  readonly resolve: (reference: string, interfaceName: string, origin: Origin) => Type | undefined;
  readonly exportId: (reference: string, interfaceName: string, origin: Origin) => string;
}

/** Handle tables of the glue have 20 bits for a slot. */
const maxHandles = 2 ** 20;
const maxItems = 2 ** 32 - 1;

/** One named type of an interface; undefined where a part of it is reported. */
export function define(
  types: References,
  id: string,
  name: string,
  interfaceName: string,
  raw: Raw.Type,
  origin: Origin,
): NamedType | undefined {
  const { context } = types;
  const base = { ...lifecycle(context, name, raw, origin), id, aliases: raw.aliases ?? [] };
  const at = (...path: (string | number)[]) => child(origin, ...path);
  const type = (reference: string, ...path: (string | number)[]) => types.resolve(reference, interfaceName, at(...path));
  /** A type whose values lie inside those of this one. */
  const inner = (reference: string, ...path: (string | number)[]) => {
    const found = type(reference, ...path);
    if (!found || isPlain(found)) return found;
    const help = 'Pass it as a parameter of its own. A number that the host gives out itself is a handle with "issuedBy": "host".';
    context.report('resolve/wrong-kind', at(...path), { name: describe(found), kind: kindOf(found), wanted: 'plain data' }, { help });
    return undefined;
  };
  switch (raw.kind) {
    case 'alias': {
      const target = type(raw.type, 'type');
      if (!target) return undefined;
      const bound = (keyword: 'min' | 'max') => {
        const value = raw[keyword];
        return value === undefined ? undefined : valueIn(context, value, target, at(keyword));
      };
      const [min, max] = [bound('min'), bound('max')];
      if (min !== undefined && max !== undefined && min > max)
        context.report('resolve/value-range', at('max'), { value: String(max), type: `a range from ${min}` });
      return { ...base, kind: 'alias', type: target, unit: raw.unit, min, max };
    }
    case 'handle': {
      const limit = raw.limit === undefined ? 65536 : count(context, raw.limit, maxHandles, 'open handles', at('limit'));
      return { ...base, kind: 'handle', repr: raw.repr, issuedBy: raw.issuedBy ?? 'glue', limit };
    }
    case 'opaque':
      return { ...base, kind: 'opaque', repr: raw.repr };
    case 'enum': {
      const named = cases(context, raw.cases, raw.repr, at('cases'), base);
      const open = raw.open ?? false;
      return {
        ...base,
        kind: 'enum',
        repr: raw.repr,
        open,
        cases: named,
        ranges: ranges(context, raw.ranges, raw.repr, at('ranges'), base, named),
      };
    }
    case 'flags':
      return {
        ...base,
        kind: 'flags',
        repr: raw.repr,
        open: raw.open ?? false,
        unknown: raw.unknown ?? (raw.open ? 'pass' : 'reject'),
        bits: cases(context, raw.bits, raw.repr, at('bits'), base),
      };
    case 'errors': {
      const domain = {
        ...base,
        kind: 'errors' as const,
        repr: raw.repr,
        open: raw.open ?? false,
        cases: cases(context, raw.cases, raw.repr, at('cases'), base),
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
        const fieldType = inner(f.type, 'fields', i, 'type');
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
      distinct(
        context,
        raw.fields.map((f) => f.name),
        at('fields'),
        'field',
      );
      checkAliases(context, fields as Field[]);
      return {
        ...base,
        kind: 'record',
        fields: fields as Field[],
        expectedSize: optionalInteger(raw.size),
        expectedAlign: optionalInteger(raw.align),
      };
    }
    case 'variant': {
      const declared = entriesOf(raw.cases);
      const found = declared.map(
        ([n, c]): VariantCase => ({
          ...lifecycle(context, n, c, at('cases', n), base),
          value: integer(context, c.value, raw.tag, at('cases', n, 'value')),
          type: c.type === undefined ? undefined : inner(c.type, 'cases', n, 'type'),
        }),
      );
      if (declared.some(([, c], i) => c.type !== undefined && found[i]?.type === undefined)) return undefined;
      sortByValue(context, found, at('cases'));
      return {
        ...base,
        kind: 'variant',
        tag: raw.tag,
        cases: found,
        expectedPayloadOffset: optionalInteger(raw.payloadOffset),
        expectedSize: optionalInteger(raw.size),
        expectedAlign: optionalInteger(raw.align),
      };
    }
    case 'list': {
      const of = inner(raw.of, 'of');
      const maxLength = raw.maxLength === undefined ? undefined : BigInt(count(context, raw.maxLength, maxItems, 'items', at('maxLength')));
      return of && { ...base, kind: 'list', of, maxLength };
    }
    case 'packed': {
      const fields = packedFields(types, raw.fields, interfaceName, at('fields'));
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
        const fields = packedFields(types, c.fields, interfaceName, at('cases', n, 'fields'));
        return (
          fields && {
            name: n,
            doc: lifecycle(context, n, c, at('cases', n), base).doc,
            origin: at('cases', n),
            value: integer(context, c.value, raw.tag, at('cases', n, 'value')),
            fields,
          }
        );
      });
      const complete = cases.filter((c) => c !== undefined);
      if (complete.length !== cases.length) return undefined;
      sortByValue(context, complete, at('cases'));
      return { ...base, kind: 'packed-union', tag: raw.tag, cases: complete };
    }
    case 'payload':
      return { ...base, kind: 'payload', codec: raw.codec, ...payload(context, raw, origin) };
    case 'stream': {
      const key = (reference: string, keyword: string): string => types.exportId(reference, interfaceName, at(keyword));
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
        pollExport: types.exportId(raw.poll, interfaceName, at('poll')),
        tag: raw.tag === undefined ? 0n : integer(context, raw.tag, raw.repr, at('tag')),
        cancelled: BigInt(raw.cancelled),
      };
  }
}
