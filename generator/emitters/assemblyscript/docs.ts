import { exportDoc } from '../../emit/docs/export-doc.js';
import { type FunctionDoc, functionDoc } from '../../emit/docs/function-doc.js';
import { encodingDoc, typeDoc } from '../../emit/docs/type-doc.js';
import { deprecationText } from '../../emit/lifecycle.js';
import { type AsCommentLine, asComment } from '../../emit/text/assemblyscript.js';
import { docLines, oneLine, visible } from '../../emit/text/visible.js';
import type { Abi, GuestExport } from '../../ir/abi.js';
import type { Named } from '../../ir/item.js';
import type { LoweredFunc } from '../../ir/lowered.js';
import type { NamedType } from '../../ir/types.js';
import type { AsNames } from './names.js';

/** The documentation of an imported function, with the parameters and the answer as JSDoc tags. */
export function importDoc(lowered: LoweredFunc, abi: Abi, names: AsNames, paramNames: readonly string[]): string {
  const spelled = {
    domain: ({ id }: { id: string }) => names.types.get(id) ?? id,
    func: (id: string) => names.functions.get(id) ?? id,
  };
  const doc = functionDoc(lowered, abi, spelled, paramNames);
  return asComment([...doc.text, '', ...doc.facts, ...tags(doc), ...deprecatedTag(lowered.func)], indent);
}

/** The documentation of the type of a function for the guest to define. */
export function exportTypeDoc(item: GuestExport, paramNames: readonly string[]): string {
  const doc = exportDoc(item, paramNames);
  return asComment([...doc.text, `Exported as ${visible(item.field)}.`, ...doc.facts, ...tags(doc), ...deprecatedTag(item)], indent);
}

/** The documentation of a type; for an encoding, how its bytes are made. */
export function namedTypeDoc(type: NamedType): string {
  const encoding = encodingDoc(type);
  const summary = encoding ? [`Encoding ${type.id}: ${encoding.summary}`] : [];
  const parts = encoding?.parts.map(({ depth, text }) => `${'  '.repeat(depth)}- ${text}`) ?? [];
  return asComment([...summary, ...typeDoc(type), ...parts, ...deprecatedTag(type)], indent);
}

/** The documentation of a constant. */
export const constantDoc = (item: Pick<Named, 'doc' | 'deprecated'>): string =>
  asComment([...docLines(item.doc), ...deprecatedTag(item)], indent.repeat(2));

const indent = '  ';

const tags = ({ params, answer }: FunctionDoc): AsCommentLine[] => [
  ...params.map(({ name, text }) => ({ tag: `@param ${name} `, text })),
  ...(answer === undefined ? [] : [{ tag: '@returns ', text: answer }]),
];

/** Editors strike through what has this tag. */
function deprecatedTag({ deprecated }: Pick<Named, 'deprecated'>): AsCommentLine[] {
  const text = deprecationText(deprecated);
  return text === undefined ? [] : [{ tag: '@deprecated ', text: oneLine(text) }];
}
