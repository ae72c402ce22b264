import { type DiagnosticCode, diagnostic, type ReportOptions } from '../diagnostics/catalog.js';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/suggest.js';
import { baseType, type ErrorDomain, type NamedType, type Origin, type Type } from '../ir/abi.js';
import { byCodePoint } from '../ir/order.js';
import type * as Raw from '../schema/raw.generated.js';
import type { RawAbi } from '../source/document.js';
import { pointerSegment } from '../source/pointer.js';

/** Appends segments to a JSON pointer. */
export function child({ file, pointer }: Origin, ...segments: (string | number)[]): Origin {
  let below = pointer;
  // Hardly a segment needs escaping, and there is one for nearly every value of an ABI.
  for (const s of segments) below += `/${typeof s === 'number' || !/[~/]/.test(s) ? s : pointerSegment(s)}`;
  return { file, pointer: below };
}

/** Members of a keyed map in code-point order of their keys: maps have no order of their own. */
export const entriesOf = <T>(map: Readonly<Record<string, T>> | undefined): [string, T][] =>
  Object.entries(map ?? {}).sort(([a], [b]) => byCodePoint(a, b));

/** Looking for what was meant compares with every known name: with this many mistakes nobody reads the advice. */
const maxSuggestions = 100;

/** What a deprecation names in place of its item. */
export interface Replacement {
  readonly name: string;
  readonly replacement: string;
  readonly origin: Origin;
}

/** What all resolvers share: the documents, the version, the reporter, and the types found so far. */
export class Context {
  readonly diagnostics: Diagnostic[] = [];
  readonly abi: Raw.AbiDocument;
  readonly interfaces: readonly { readonly file: string; readonly raw: Raw.InterfaceDocument }[];
  readonly targetNames: readonly string[];
  /** Named types by id; filled by `types.ts`. */
  readonly types = new Map<string, NamedType>();
  /** Ids of exported functions. */
  readonly exportIds = new Set<string>();
  /** What deprecations name as replacement, for `references.ts`. */
  readonly replacements: Replacement[] = [];
  /** For each interface the names of others of which it names something. */
  readonly mentions = new Map<string, Set<string>>();
  #suggestions = 0;

  constructor(readonly source: RawAbi) {
    this.abi = source.abi.value as unknown as Raw.AbiDocument;
    this.interfaces = source.interfaces.map((d) => ({ file: d.file, raw: d.value as unknown as Raw.InterfaceDocument }));
    this.targetNames = entriesOf(this.abi.targets).map(([name]) => name);
    for (const { raw } of this.interfaces)
      for (const [name, e] of entriesOf(raw.exports)) if ((e.kind ?? 'func') === 'func') this.exportIds.add(`${raw.interface}.${name}`);
  }

  /** Notes that an interface names something of another. */
  mention(interfaceName: string, id: string): void {
    const other = id.slice(0, id.indexOf('.'));
    const known = this.mentions.get(interfaceName);
    if (known) known.add(other);
    else this.mentions.set(interfaceName, new Set([other]));
  }

  span(origin: Origin): Span | undefined {
    const { abi, interfaces, documents } = this.source;
    const document = [abi, ...interfaces].find((d) => d.file === origin.file) ?? documents.get(origin.file);
    return document?.spanOf(origin.pointer);
  }

  report<C extends DiagnosticCode>(code: C, origin: Origin, params: Parameters<typeof diagnostic<C>>[2], options?: ReportOptions): void {
    this.diagnostics.push(diagnostic(code, this.span(origin), params, options));
  }

  /** Help with a did-you-mean, or undefined. */
  suggest(written: string, known: () => Iterable<string>): string | undefined {
    return this.#suggestions++ < maxSuggestions ? didYouMean(written, known()) : undefined;
  }

  /** The case of a domain by name, reported where it is missing. */
  caseOf(domain: ErrorDomain, name: string, origin: Origin) {
    const found = domain.cases.find((c) => c.name === name);
    const help = found ? undefined : this.suggest(name, () => domain.cases.map((c) => c.name));
    if (!found) this.report('resolve/unknown-case', origin, { name, domain: domain.id }, { help });
    return found;
  }
}

/** How a type is called in messages. */
export const describe = (type: Type): string => {
  if (type.kind === 'scalar') return type.scalar;
  return 'id' in type ? type.id : type.kind;
};

/** The kind of a type as messages say it. */
export const kindOf = (type: Type): string => {
  const base = baseType(type);
  switch (base.kind) {
    case 'scalar':
      return 'a number';
    case 'errors':
      return 'an error domain';
    case 'handle':
      return base.issuedBy === 'glue' ? 'a handle that the glue issues' : 'a handle';
    case 'bytes':
    case 'flags':
    case 'buffers':
      return base.kind;
    case 'pointer':
      return 'a raw pointer';
    default:
      return /^[aeiou]/.test(base.kind) ? `an ${base.kind}` : `a ${base.kind}`;
  }
};

/** Kinds of values that exist only during the call that passes them. */
export const lent: ReadonlySet<string> = new Set(['stream', 'cancel-token', 'pointer']);

/** Whether a value of a type can lie inside another value: what the glue keeps a table or a guest object for cannot. */
export const isPlain = (type: Type): boolean => {
  const base = baseType(type);
  return !lent.has(base.kind) && !(base.kind === 'handle' && base.issuedBy === 'glue');
};
