import { result } from '../../diagnostics/diagnostic.js';
import type { Emitter } from '../../emit/emitter.js';
import { NameTable } from '../../emit/names.js';
import { watView } from './view.js';

const template = 'wat/imports.wat.hbs';

/** Import declarations in the WebAssembly text format, for guests written in it. */
export const wat: Emitter = {
  name: 'wat',
  summary: 'import declarations in the WebAssembly text format',
  templates: [template],
  emit: (lowered, context) => {
    const names = new NameTable('WAT', () => false);
    const text = context.render(template, watView(lowered, names));
    return result([{ path: 'imports.wat', text }], names.diagnostics);
  },
};
