import { type BuiltinType, baseType, type ErrorDomain, type NamedType, type Origin, type Scalar, type Type } from '../ir/abi.js';
import { scalars } from '../ir/scalars.js';
import type * as Raw from '../schema/raw.generated.js';
import { type Context, describe, entriesOf, kindOf } from './context.js';
import { define } from './define.js';
import { Names } from './names.js';

/** The built-in types by their names, each one object for all who name it. */
const builtins: ReadonlyMap<string, BuiltinType> = new Map<string, BuiltinType>([
  ...[...scalars.keys()].map((name) => [name, { kind: 'scalar', scalar: name as Scalar }] as const),
  ...(['string', 'bytes', 'buffers', 'pointer', 'address'] as const).map((kind) => [kind, { kind }] as const),
]);

/** Types inside types beyond which nobody reads along; it also bounds every walk over a type. */
const maxDepth = 64;

/** How deep resolved types nest. */
const depths = new WeakMap<NamedType, number>();

interface Declared {
  readonly raw: Raw.Type;
  readonly origin: Origin;
  readonly interfaceName: string;
  readonly name: string;
}

/** Resolves type references, each named type once, in linear time; a type that contains itself or nests too deep is reported. */
export class TypeResolver {
  readonly #declared = new Map<string, Declared>();
  /** Ids of the types of each interface. */
  readonly #ids = new Map<string, string[]>();
  readonly #failed = new Set<string>();
  /** Ids of the types that are being resolved, outermost first. */
  readonly #open: string[] = [];
  /** For each of them, and below them for whoever asks: the greatest depth of the types that it names. */
  readonly #deepest: number[] = [0];
  readonly #depth = new Map<string, number>();

  constructor(readonly context: Context) {
    for (const { file, raw } of context.interfaces) {
      const types = entriesOf(raw.types);
      this.#ids.set(
        raw.interface,
        types.map(([name]) => `${raw.interface}.${name}`),
      );
      for (const [name, type] of types)
        this.#declared.set(`${raw.interface}.${name}`, {
          raw: type,
          origin: { file, pointer: `/types/${name}` },
          interfaceName: raw.interface,
          name,
        });
    }
    for (const { file, raw } of context.interfaces) this.#claimNames(file, raw);
  }

  /** A name of an interface leads to one type, older names included. */
  #claimNames(file: string, raw: Raw.InterfaceDocument): void {
    const names = new Names(this.context);
    const types = entriesOf(raw.types);
    for (const [name] of types) names.claim(name, `type ${name}`, { file, pointer: `/types/${name}` });
    for (const [name, type] of types)
      for (const [i, alias] of (type.aliases ?? []).entries())
        names.claim(alias, `an alias of ${name}`, { file, pointer: `/types/${name}/aliases/${i}` });
  }

  /** All named types of an interface, in code-point order. */
  all(interfaceName: string): NamedType[] {
    return (this.#ids.get(interfaceName) ?? []).flatMap((id) => {
      const declared = this.#declared.get(id);
      return (declared && this.#named(id, declared.origin)) ?? [];
    });
  }

  /** The type that a reference names; undefined (and reported) where there is none. */
  resolve(reference: string, interfaceName: string, origin: Origin): Type | undefined {
    const builtin = builtins.get(reference);
    if (builtin && this.#declared.has(`${interfaceName}.${reference}`))
      this.context.report(
        'resolve/duplicate-name',
        origin,
        { name: reference, first: 'a built-in type', second: `type ${interfaceName}.${reference}` },
        { help: `Write ${interfaceName}.${reference}, or rename that type.` },
      );
    if (builtin) return builtin;
    const id = this.#idOf(reference, interfaceName);
    if (this.#declared.has(id)) return this.#named(id, origin);
    const help = this.context.suggest(reference, () => [
      ...builtins.keys(),
      ...[...this.#declared.keys()].flatMap((k) => (k.startsWith(`${interfaceName}.`) ? [k.slice(interfaceName.length + 1), k] : [k])),
    ]);
    this.context.report('resolve/unknown-type', origin, { name: reference }, { help });
    return undefined;
  }

  /** Takes over types that an earlier version has resolved. */
  adopt(types: readonly NamedType[]): void {
    for (const type of types) {
      this.context.types.set(type.id, type);
      this.#depth.set(type.id, depths.get(type) ?? 1);
    }
  }

  #idOf(reference: string, interfaceName: string): string {
    if (!reference.includes('.')) return `${interfaceName}.${reference}`;
    this.context.mention(interfaceName, reference);
    return reference;
  }

  /** A reference that must name an error domain. */
  errorDomain(reference: string, interfaceName: string, origin: Origin): ErrorDomain | undefined {
    const type = this.resolve(reference, interfaceName, origin);
    if (!type) return undefined;
    const base = baseType(type);
    if (base.kind === 'errors') return base;
    this.context.report('resolve/wrong-kind', origin, { name: describe(type), kind: kindOf(type), wanted: 'an error domain' });
    return undefined;
  }

  #named(id: string, origin: Origin): NamedType | undefined {
    if (!this.#depth.has(id) && !this.#failed.has(id)) this.#define(id, origin);
    const last = this.#deepest.length - 1;
    this.#deepest[last] = Math.max(this.#deepest[last] ?? 0, this.#depth.get(id) ?? 0);
    return this.context.types.get(id);
  }

  /** Resolves a type for the first time. What fails is not tried again: many may name it. */
  #define(id: string, origin: Origin): void {
    const declared = this.#declared.get(id);
    if (!declared) return;
    if (this.#open.includes(id)) {
      this.context.report('resolve/cyclic-type', origin, { path: [...this.#open.slice(this.#open.indexOf(id)), id].join(' -> ') });
      return;
    }
    const tooDeep = () => this.context.report('resolve/limit', origin, { what: `types inside ${this.#open[0] ?? id}`, limit: maxDepth });
    if (this.#open.length >= maxDepth) {
      this.#failed.add(id);
      tooDeep();
      return;
    }
    this.#open.push(id);
    this.#deepest.push(0);
    const type = define(this, id, declared.name, declared.interfaceName, declared.raw, declared.origin);
    const depth = (this.#deepest.pop() ?? 0) + 1;
    this.#open.pop();
    if (type && depth <= maxDepth) {
      this.context.types.set(id, type);
      this.#depth.set(id, depth);
      depths.set(type, depth);
    } else {
      this.#failed.add(id);
      if (type) tooDeep();
    }
  }

  /** The id of a guest export, reported where it does not exist. */
  exportId(reference: string, interfaceName: string, origin: Origin): string {
    const id = this.#idOf(reference, interfaceName);
    if (!this.context.exportIds.has(id))
      this.context.report(
        'resolve/unknown-export',
        origin,
        { name: reference },
        { help: this.context.suggest(id, () => this.context.exportIds) },
      );
    return id;
  }
}
