import { result } from '../../diagnostics/diagnostic.js';
import type { Emitter } from '../../emit/emitter.js';
import { undeclared } from './declared.js';
import { asNames } from './names.js';
import { asView, filePath } from './view.js';

const template = 'assemblyscript/module.ts.hbs';

/** A module for guests in AssemblyScript: external functions, and types for what crosses them. */
export const assemblyscript: Emitter = {
  name: 'assemblyscript',
  summary: 'module of external functions and types for guests in AssemblyScript',
  templates: [template],
  emit: (lowered, context) => {
    const { names, table } = asNames(lowered);
    const text = context.render(template, asView(lowered, names));
    return result([{ path: filePath(lowered.abi), text }], [...table.diagnostics, ...undeclared(lowered)]);
  },
};
