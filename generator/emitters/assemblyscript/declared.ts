import { diagnostic } from '../../diagnostics/catalog.js';
import { type Diagnostic, unplaced } from '../../diagnostics/diagnostic.js';
import { quote } from '../../diagnostics/visible.js';
import { isDeclared } from '../../emit/lifecycle.js';
import type { LoweredAbi, LoweredExport, LoweredFunc } from '../../ir/lowered.js';

/** The compiler keeps names as C strings: it would import another name, up to the zero byte, without a word. */
const isCut = ({ func }: LoweredFunc): boolean => `${func.module}${func.field}`.includes('\0');

/** The imported functions that are declared. */
export const declaredImports = (functions: readonly LoweredFunc[]): LoweredFunc[] =>
  functions.filter((f) => isDeclared(f.func) && !isCut(f));

/** The functions that a guest exports. */
export const declaredExports = (exports: readonly LoweredExport[]): LoweredExport[] =>
  exports.filter((e) => e.export.kind === 'func' && isDeclared(e.export));

/** A warning for each import that a guest in AssemblyScript cannot have. */
export const undeclared = ({ interfaces }: LoweredAbi): Diagnostic[] =>
  interfaces
    .flatMap((i) => i.functions)
    .filter((f) => isDeclared(f.func) && isCut(f))
    .map(({ func }) =>
      diagnostic('emit/undeclared', unplaced(func.origin), { item: func.id, language: 'AssemblyScript', field: quote(func.field) }),
    );
