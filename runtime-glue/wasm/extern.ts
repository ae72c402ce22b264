import type { ExternKind, ExternType, WasmLimits } from './module.js';

/** A type as the text format spells it. */
export function typeText(type: ExternType): string {
  switch (type.kind) {
    case 'func':
    case 'tag': {
      const part = (word: string, types: readonly string[]) => (types.length === 0 ? '' : ` (${word} ${types.join(' ')})`);
      return `(${type.kind}${part('param', type.params)}${part('result', type.results)})`;
    }
    case 'global':
      return `(global ${type.mutable ? `(mut ${type.type})` : type.type})`;
    case 'table':
      return `(table ${limitsText(type.limits)} ${type.element})`;
    case 'memory':
      return `(memory ${limitsText(type.limits)}${type.limits.shared ? ' shared' : ''})`;
  }
}

const limitsText = ({ min, max, index, pageSizeLog2 }: WasmLimits): string =>
  `${index === 'i64' ? 'i64 ' : ''}${min}${max === undefined ? '' : ` ${max}`}${pageSizeLog2 === 16 ? '' : ` (pagesize ${2 ** pageSizeLog2})`}`;

/** How an import of a module fits what an ABI describes under its name: `limits` where all but the limits is the same. */
export type Fit = 'fits' | 'limits' | 'differs';

/**
 * Whether a host of the ABI can give what a module imports. The limits of a memory or a table are the module's own, as far as
 * they leave room in the ABI's: a host makes it with the limits that the module declares.
 */
export function fitOf(found: ExternType, given: ExternType): Fit {
  if (found.kind === 'memory' && given.kind === 'memory') return limitsFit(found.limits, given.limits);
  if (found.kind === 'table' && given.kind === 'table')
    return found.element === given.element ? limitsFit(found.limits, given.limits) : 'differs';
  if (found.kind === 'func' && given.kind === 'func') return sameTypes(found, given) ? 'fits' : 'differs';
  return typeText(found) === typeText(given) ? 'fits' : 'differs';
}

/** What a host makes has at least the minimum of both and at most the maximum of both. */
function limitsFit(own: WasmLimits, given: WasmLimits): Fit {
  if (own.index !== given.index || own.pageSizeLog2 !== given.pageSizeLog2 || own.shared !== given.shared) return 'differs';
  const room = (given.max === undefined || own.min <= given.max) && (own.max === undefined || own.max >= given.min);
  return room ? 'fits' : 'limits';
}

type Signature = { readonly params: readonly string[]; readonly results: readonly string[] };

const sameTypes = (a: Signature, b: Signature): boolean => sameList(a.params, b.params) && sameList(a.results, b.results);

const sameList = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((type, i) => type === b[i]);

/** What hosts expect of an export: its type, or no more than its kind. */
export interface ExpectedExport {
  readonly kind: ExternKind;
  readonly type: ExternType | undefined;
}

export const exportFits = (found: ExternType, { kind, type }: ExpectedExport): boolean =>
  type ? fitOf(found, type) === 'fits' : found.kind === kind;

export const expectedText = ({ kind, type }: ExpectedExport): string => (type ? typeText(type) : `a ${kind}`);
