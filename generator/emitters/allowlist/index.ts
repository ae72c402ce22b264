import { diagnostic } from '../../diagnostics/catalog.js';
import { result, unplaced } from '../../diagnostics/diagnostic.js';
import type { Emitter } from '../../emit/emitter.js';
import { isDeclared } from '../../emit/lifecycle.js';
import { visible } from '../../emit/text/visible.js';
import type { Func } from '../../ir/abi.js';
import { byCodePoint } from '../../ir/order.js';

/**
 * Names that `wasm-ld --allow-undefined-file` cannot hold: it reads one name a line, trims ASCII white space and takes
 * `#` at the start as a comment. No compiler makes such a symbol without an import attribute, which needs no list.
 */
const cannotBeListed = (name: string): boolean => name === '' || /\n|^[# \t\v\f\r]|[ \t\v\f\r]$/.test(name);

/** The symbols that a guest may leave undefined, for the linker: field names of the functions, with their aliases. */
export const allowlist: Emitter = {
  name: 'allowlist',
  summary: 'list of functions for wasm-ld --allow-undefined-file',
  templates: [],
  emit: ({ abi }) => {
    const functions = abi.interfaces.flatMap((i) => i.functions).filter(isDeclared);
    const keys = functions.flatMap((func) => fieldsOf(func).map((field) => ({ func, field })));
    const symbols = new Set(keys.map(({ field }) => field).filter((field) => !cannotBeListed(field)));
    const left = keys.filter(({ field }) => cannotBeListed(field));
    return result(
      [
        {
          path: 'allowed-undefined.txt',
          text: [...symbols]
            .sort(byCodePoint)
            .map((symbol) => `${symbol}\n`)
            .join(''),
        },
      ],
      left.map(({ func, field }) => diagnostic('emit/unlisted', unplaced(func.origin), { item: func.id, field: visible(field) })),
    );
  },
};

const fieldsOf = (func: Func): string[] => [func.field, ...func.importAliases.map((alias) => alias.field)];
