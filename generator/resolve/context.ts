import { type DiagnosticCode, diagnostic, type ReportOptions } from '../diagnostics/catalog.js';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import type { ErrorDomain, NamedType, Origin, Type } from '../ir/abi.js';
import { byCodePoint } from '../ir/order.js';
import type * as Raw from '../schema/raw.generated.js';
import type { RawAbi } from '../source/document.js';

/** Appends a segment to a JSON pointer. */
export const child = (origin: Origin, ...segments: (string | number)[]): Origin => ({
  file: origin.file,
  pointer: origin.pointer + segments.map((s) => `/${String(s).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
});

/** Members of a keyed map in code-point order of their keys: maps have no order of their own. */
export const entriesOf = <T>(map: Readonly<Record<string, T>> | undefined): [string, T][] =>
  Object.entries(map ?? {}).sort(([a], [b]) => byCodePoint(a, b));

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

  constructor(readonly source: RawAbi) {
    this.abi = source.abi.value as unknown as Raw.AbiDocument;
    this.interfaces = source.interfaces.map((d) => ({ file: d.file, raw: d.value as unknown as Raw.InterfaceDocument }));
    this.targetNames = entriesOf(this.abi.targets).map(([name]) => name);
    for (const { raw } of this.interfaces)
      for (const [name, e] of entriesOf(raw.exports)) if ((e.kind ?? 'func') === 'func') this.exportIds.add(`${raw.interface}.${name}`);
  }

  span(origin: Origin): Span | undefined {
    const { abi, interfaces, documents } = this.source;
    const document = [abi, ...interfaces].find((d) => d.file === origin.file) ?? documents.get(origin.file);
    return document?.spanOf(origin.pointer);
  }

  report<C extends DiagnosticCode>(code: C, origin: Origin, params: Parameters<typeof diagnostic<C>>[2], options?: ReportOptions): void {
    this.diagnostics.push(diagnostic(code, this.span(origin), params, options));
  }

  /** The case of a domain by name, reported where it is missing. */
  caseOf(domain: ErrorDomain, name: string, origin: Origin) {
    const found = domain.cases.find((c) => c.name === name);
    if (!found) this.report('resolve/unknown-case', origin, { name, domain: domain.id });
    return found;
  }
}

/** How a type is called in messages. */
export const describe = (type: Type): string => {
  if (type.kind === 'scalar') return type.scalar;
  return 'id' in type ? type.id : type.kind;
};
