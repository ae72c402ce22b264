import type { GuestExport } from '../../ir/abi.js';
import { oneLine } from '../text/visible.js';
import { contractLines, type FunctionDoc } from './function-doc.js';

/** The documentation of a function that guests export, in the form of that of an import. */
export function exportDoc(item: GuestExport, paramNames: readonly string[]): FunctionDoc {
  return {
    text: contractLines(item),
    params: item.params
      .map((param, i) => ({ name: paramNames[i] ?? param.name, direction: 'in' as const, text: oneLine(param.doc) }))
      .filter((param) => param.text !== ''),
    answer: item.result && item.result.doc !== '' ? oneLine(item.result.doc) : undefined,
    facts: [
      item.requiredOn.length > 0 ? `Required on: ${item.requiredOn.join(', ')}.` : 'Optional.',
      ...(item.when === undefined ? [] : [`Called by: ${oneLine(item.when)}`]),
    ],
  };
}
