import { result } from '../../diagnostics/diagnostic.js';
import type { Emitter } from '../../emit/emitter.js';
import { cNames } from './names.js';
import { cView, headerPath } from './view.js';

const template = 'c/header.h.hbs';

/** A header for guests in C11 and C++11. */
export const c: Emitter = {
  name: 'c',
  summary: 'header for guests in C and C++',
  templates: [template],
  emit: (lowered, context) => {
    const { names, table } = cNames(lowered);
    const text = context.render(template, cView(lowered, names));
    return result([{ path: headerPath(lowered.abi), text }], table.diagnostics);
  },
};
