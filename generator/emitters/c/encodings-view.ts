import { encodingDoc } from '../../emit/docs/type-doc.js';
import { cComment } from '../../emit/text/c.js';
import { docLines } from '../../emit/text/visible.js';
import type { Abi } from '../../ir/abi.js';

/** One comment for each type that is bytes in C: how they are made. */
export const encodingViews = (abi: Abi): string[] =>
  abi.interfaces
    .flatMap((i) => i.types)
    .flatMap((type) => {
      const encoding = encodingDoc(type);
      if (!encoding) return [];
      const parts = encoding.parts.map(({ depth, text }) => `${'  '.repeat(depth)}- ${text}`);
      return [cComment([`Encoding ${type.id}: ${encoding.summary}`, ...docLines(type.doc), ...parts], { opening: '/*' })];
    });
