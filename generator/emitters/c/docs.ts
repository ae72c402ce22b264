import { exportDoc } from '../../emit/docs/export-doc.js';
import { type FunctionDoc, functionDoc } from '../../emit/docs/function-doc.js';
import { lifeDoc } from '../../emit/docs/type-doc.js';
import type { CommentLine } from '../../emit/text/c.js';
import type { Abi, GuestExport } from '../../ir/abi.js';
import type { LoweredFunc } from '../../ir/lowered.js';
import type { CNames } from './names.js';

/** The documentation of an imported function, with the parameters and the answer as Doxygen commands. */
export function importDocs(lowered: LoweredFunc, abi: Abi, names: CNames, paramNames: readonly string[]): CommentLine[] {
  const spelled = {
    domain: ({ id }: { id: string }) => names.types.get(id) ?? id,
    func: (id: string) => names.functions.get(id) ?? id,
  };
  const doc = functionDoc(lowered, abi, spelled, paramNames);
  return [...doc.text, ...(doc.params.length > 0 ? [''] : []), ...commands(doc), '', ...doc.facts, ...lifeDoc(lowered.func)];
}

/** The documentation of a function for the guest to define. */
export function exportDocs(item: GuestExport, paramNames: readonly string[]): CommentLine[] {
  const doc = exportDoc(item, paramNames);
  return [...doc.text, ...commands(doc), ...doc.facts, ...lifeDoc(item)];
}

const directions = { in: 'in', out: 'out', inout: 'in,out' };

const commands = ({ params, answer }: FunctionDoc): CommentLine[] => [
  ...params.map(({ name, direction, text }) => ({ command: `@param[${directions[direction]}] ${name} `, text })),
  ...(answer === undefined ? [] : [{ command: '@return ', text: answer }]),
];
