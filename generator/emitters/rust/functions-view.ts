import { crossingsOf } from '../../emit/guest-types.js';
import { isDeclared } from '../../emit/lifecycle.js';
import { rustString } from '../../emit/text/rust.js';
import type { Abi } from '../../ir/abi.js';
import type { LoweredExport, LoweredFunc, LoweredInterface } from '../../ir/lowered.js';
import { deprecatedAttribute, importDoc, signatureDoc } from './docs.js';
import { nameIn, type RustNames } from './names.js';
import { RustTypes } from './types.js';

export interface RustSignature {
  readonly doc: string;
  readonly deprecated: string;
  readonly name: string;
  readonly params: string;
  /** With its arrow; empty for none. */
  readonly result: string;
}

/** Functions that are imported from one wasm module. */
export interface RustBlock {
  readonly module: string;
  readonly functions: readonly (RustSignature & { readonly link: string })[];
}

/** The imported functions of an interface by the wasm module that they come from, in the order in which those occur. */
export function importViews({ interface: { name }, functions }: LoweredInterface, abi: Abi, names: RustNames): RustBlock[] {
  const types = new RustTypes(names, name);
  const byModule = new Map<string, LoweredFunc[]>();
  for (const lowered of functions.filter((f) => isDeclared(f.func))) {
    const list = byModule.get(lowered.func.module) ?? [];
    list.push(lowered);
    byModule.set(lowered.func.module, list);
  }
  return [...byModule].map(([module, list]) => ({
    module: rustString(module),
    functions: list.map((lowered) => importView(lowered, abi, names, types)),
  }));
}

function importView(lowered: LoweredFunc, abi: Abi, names: RustNames, types: RustTypes) {
  const { func } = lowered;
  const indent = ' '.repeat(8);
  const params = crossingsOf(lowered).map(({ core, passing }) => ({
    name: names.member(func.id, core.name, core.param),
    type: types.param(core, passing),
  }));
  return {
    doc: importDoc(
      lowered,
      abi,
      names,
      params.map((p) => p.name),
      indent,
    ),
    deprecated: deprecatedAttribute(func.deprecated, indent),
    link: rustString(func.field),
    name: nameIn(names.functions, func.id),
    params: list(params),
    result: types.result(lowered),
  };
}

/** The signatures of the functions of an interface that a guest exports, for it to define. */
export function exportViews({ interface: { name }, exports }: LoweredInterface, names: RustNames): RustSignature[] {
  const types = new RustTypes(names, name);
  return exports.filter((e) => e.export.kind === 'func' && isDeclared(e.export)).map((lowered) => exportView(lowered, names, types));
}

function exportView({ export: item, signature }: LoweredExport, names: RustNames, types: RustTypes): RustSignature {
  const indent = ' '.repeat(4);
  const params = item.params.map((param, i) => ({
    name: names.member(item.id, param.name, param),
    type: types.exportParam(param.type, signature.params[i] ?? 'i32'),
  }));
  return {
    doc: signatureDoc(
      item,
      params.map((p) => p.name),
      indent,
    ),
    deprecated: deprecatedAttribute(item.deprecated, indent),
    name: nameIn(names.functions, item.id),
    params: list(params),
    result: types.exportResult(item.result?.type, signature.results[0]),
  };
}

const list = (params: readonly { name: string; type: string }[]): string => params.map(({ name, type }) => `${name}: ${type}`).join(', ');
