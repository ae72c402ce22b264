import { crossingsOf } from '../../emit/guest-types.js';
import { asString } from '../../emit/text/assemblyscript.js';
import type { Abi } from '../../ir/abi.js';
import type { LoweredExport, LoweredFunc, LoweredInterface } from '../../ir/lowered.js';
import { declaredExports, declaredImports } from './declared.js';
import { exportTypeDoc, importDoc } from './docs.js';
import { type AsNames, nameIn } from './names.js';
import { AsTypes } from './types.js';

export interface AsSignature {
  readonly comment: string;
  readonly name: string;
  readonly params: string;
  readonly result: string;
}

export interface AsImport extends AsSignature {
  readonly module: string;
  readonly field: string;
}

/** The imported functions of an interface. */
export function importViews({ interface: { name }, functions }: LoweredInterface, abi: Abi, names: AsNames): AsImport[] {
  const types = new AsTypes(names, name);
  return declaredImports(functions).map((lowered) => importView(lowered, abi, names, types));
}

function importView(lowered: LoweredFunc, abi: Abi, names: AsNames, types: AsTypes): AsImport {
  const { func } = lowered;
  const params = crossingsOf(lowered).map(({ core, passing }) => ({
    name: names.member(func.id, core.name, core.param),
    type: types.param(core, passing),
  }));
  const paramNames = params.map((param) => param.name);
  return {
    comment: importDoc(lowered, abi, names, paramNames),
    module: asString(func.module),
    field: asString(func.field),
    name: nameIn(names.functions, func.id),
    params: list(params),
    result: types.result(lowered),
  };
}

/** The types of the functions of an interface that a guest exports, for it to define. */
export function exportViews({ interface: { name }, exports }: LoweredInterface, names: AsNames): AsSignature[] {
  const types = new AsTypes(names, name);
  return declaredExports(exports).map((lowered) => exportView(lowered, names, types));
}

function exportView({ export: item, signature }: LoweredExport, names: AsNames, types: AsTypes): AsSignature {
  const params = item.params.map((param, i) => ({
    name: names.member(item.id, param.name, param),
    type: types.exportParam(param.type, signature.params[i] ?? 'i32'),
  }));
  const paramNames = params.map((param) => param.name);
  return {
    comment: exportTypeDoc(item, paramNames),
    name: nameIn(names.functions, item.id),
    params: list(params),
    result: types.exportResult(item.result?.type, signature.results[0]),
  };
}

const list = (params: readonly { name: string; type: string }[]): string => params.map(({ name, type }) => `${name}: ${type}`).join(', ');
