import { exportDoc } from '../../emit/docs/export-doc.js';
import { type FunctionDoc, functionDoc } from '../../emit/docs/function-doc.js';
import { deprecationText } from '../../emit/lifecycle.js';
import { type RustDocLine, rustDoc, rustString } from '../../emit/text/rust.js';
import { oneLine, visible } from '../../emit/text/visible.js';
import type { Abi, GuestExport } from '../../ir/abi.js';
import type { Deprecation } from '../../ir/item.js';
import type { LoweredFunc } from '../../ir/lowered.js';
import type { RustNames } from './names.js';

/** The documentation of an imported function: its text, a list of parameters, the answer, a list of facts. */
export function importDoc(lowered: LoweredFunc, abi: Abi, names: RustNames, paramNames: readonly string[], indent: string): string {
  const spelled = {
    domain: ({ id }: { id: string }) => names.types.get(id) ?? id,
    func: (id: string) => names.functions.get(id) ?? id,
  };
  return rustDoc(sections(functionDoc(lowered, abi, spelled, paramNames)), indent);
}

/** The documentation of the signature of a function for the guest to define. */
export function signatureDoc(item: GuestExport, paramNames: readonly string[], indent: string): string {
  const doc = exportDoc(item, paramNames);
  return rustDoc(sections({ ...doc, facts: [`Exported as ${visible(item.field)}.`, ...doc.facts] }), indent);
}

const directions = { in: '', out: ' (out)', inout: ' (in, out)' };

function sections({ text, params, answer, facts }: FunctionDoc): RustDocLine[] {
  const all: RustDocLine[][] = [
    [...text],
    params.map((param) => ({ markup: `- \`${param.name}\`${directions[param.direction]}: `, text: param.text })),
    answer === undefined ? [] : [{ markup: 'Returns: ', text: answer }],
    facts.map((fact) => ({ markup: '- ', text: fact })),
  ];
  return all.filter((section) => section.length > 0).flatMap((section, i) => (i === 0 ? section : ['', ...section]));
}

/** The attribute that makes callers see a deprecation; empty for what is not deprecated. */
export function deprecatedAttribute(deprecated: Deprecation | undefined, indent: string): string {
  const text = deprecationText(deprecated);
  if (deprecated === undefined || text === undefined) return '';
  return `${indent}#[deprecated(since = ${rustString(deprecated.in)}, note = ${rustString(oneLine(text))})]`;
}
