import { InternalError } from '../../diagnostics/diagnostic.js';
import { crossingsOf } from '../../emit/guest-types.js';
import { deprecationText, isDeclared } from '../../emit/lifecycle.js';
import { cComment, cString } from '../../emit/text/c.js';
import { docLines, oneLine } from '../../emit/text/visible.js';
import type { Abi } from '../../ir/abi.js';
import type { LoweredAbi, LoweredExport, LoweredFunc } from '../../ir/lowered.js';
import { exportDocs, importDocs } from './docs.js';
import { bufferType, type CNames } from './names.js';
import { cExportParam, cExportResult, cParam, cResult } from './types.js';

export interface CPrototype {
  readonly comment: string;
  /** Macros before the prototype, each with a space after it. */
  readonly attributes: string;
  readonly result: string;
  readonly name: string;
  readonly params: string;
}

/** Prototypes of the imported functions, by interface. */
export const importViews = (lowered: LoweredAbi, names: CNames) =>
  lowered.interfaces
    .map((i) => ({
      heading: cComment([`Interface ${i.interface.name}.`, ...docLines(i.interface.doc)], { opening: '/*' }),
      functions: i.functions.filter((f) => isDeclared(f.func)).map((f) => importView(f, lowered.abi, names)),
    }))
    .filter((i) => i.functions.length > 0);

function importView(lowered: LoweredFunc, abi: Abi, names: CNames): CPrototype {
  const { func, coreParams } = lowered;
  const paramNames = coreParams.map((core) => names.member(func.id, core.name, core.param));
  const params = crossingsOf(lowered).map(({ core, passing }, i) =>
    declaration(cParam(core, passing, names.types, bufferType(abi.name)), paramNames[i] ?? core.name),
  );
  const deprecated = deprecationText(func.deprecated);
  const macro = (name: string, ...values: string[]) =>
    `${names.macroPrefix}_${name}${values.length > 0 ? `(${values.map(cString).join(', ')})` : ''} `;
  return {
    comment: cComment(importDocs(lowered, abi, names, paramNames)),
    attributes:
      (func.noreturn ? macro('NORETURN') : '') +
      (deprecated === undefined ? '' : macro('DEPRECATED', oneLine(deprecated))) +
      macro('IMPORT', func.module, func.field),
    result: cResult(lowered, names.types),
    name: nameOf(func.id, names),
    params: paramList(params),
  };
}

/** Prototypes of the functions that a guest exports, for it to define. */
export const exportViews = (lowered: LoweredAbi, names: CNames): CPrototype[] =>
  lowered.interfaces.flatMap((i) =>
    i.exports.filter((e) => e.export.kind === 'func' && isDeclared(e.export)).map((e) => exportView(e, names)),
  );

function exportView({ export: item, signature }: LoweredExport, names: CNames): CPrototype {
  const paramNames = item.params.map((param) => names.member(item.id, param.name, param));
  const params = item.params.map((param, i) =>
    declaration(cExportParam(param.type, signature.params[i] ?? 'i32', names.types), paramNames[i] ?? param.name),
  );
  return {
    comment: cComment(exportDocs(item, paramNames)),
    attributes: `${names.macroPrefix}_EXPORT(${cString(item.field)}) `,
    result: cExportResult(item.result?.type, signature.results[0], names.types),
    name: nameOf(item.id, names),
    params: paramList(params),
  };
}

const nameOf = (id: string, names: CNames): string => {
  const name = names.functions.get(id);
  if (name === undefined) throw new InternalError(`${id} has no name in C`);
  return name;
};

const declaration = (type: string, name: string): string => (type.endsWith('*') ? `${type}${name}` : `${type} ${name}`);
const paramList = (params: readonly string[]): string => (params.length === 0 ? 'void' : params.join(', '));
