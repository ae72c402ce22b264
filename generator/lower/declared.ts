import type { ExternType, WasmLimits } from '../../runtime-glue/wasm/module.js';
import type { AnyImport } from '../ir/abi.js';
import type { LoweredExport, Signature } from '../ir/lowered.js';

export type { ExternType };

/** The core type of an import as a module that fits the ABI declares it. `signature` is that of a function. */
export function declaredType(item: AnyImport, signature: Signature | undefined): ExternType {
  switch (item.kind) {
    case 'func':
      return { kind: 'func', params: signature?.params ?? [], results: signature?.results ?? [] };
    case 'memory':
      return { kind: 'memory', limits: { ...declaredLimits(item.limits), shared: item.shared, index: item.index } };
    case 'table':
      return { kind: 'table', element: item.element, limits: declaredLimits(item.limits) };
    case 'global':
      return { kind: 'global', type: item.type, mutable: item.mutable };
    case 'tag':
      return { kind: 'tag', params: item.params, results: [] };
  }
}

const declaredLimits = ({ min, max }: { readonly min: number; readonly max: number | undefined }): WasmLimits => ({
  min: BigInt(min),
  max: max === undefined ? undefined : BigInt(max),
  shared: false,
  index: 'i32',
  pageSizeLog2: 16,
});

/** The core type of a guest export. Undefined where the ABI tells no more than the kind. */
export const declaredExport = ({ export: { kind }, signature }: LoweredExport): ExternType | undefined =>
  kind === 'func' ? { kind, params: signature.params, results: signature.results } : undefined;
