import { result } from '../../diagnostics/diagnostic.js';
import type { Emitter } from '../../emit/emitter.js';
import { modulePath, pythonNames } from './names.js';
import { pythonView } from './view.js';

const template = 'python/module.py.hbs';
/** Classes of what an ABI lists, and of the types that it names. */
const classes = ['python/classes.py.hbs', 'python/types.py.hbs'];

/** A module of typed constants for Python 3.9 or newer: what a compiler of guests must know to declare and check imports. */
export const python: Emitter = {
  name: 'python',
  summary: 'typed Python module of constants, for compilers of guests',
  templates: [template, ...classes],
  emit: (lowered, context) => {
    const { names, table } = pythonNames(lowered.abi);
    const declared = classes.map((file) => context.render(file, {}).trimEnd()).join('\n\n\n');
    const text = context.render(template, pythonView(lowered, names, declared));
    return result([{ path: modulePath(lowered.abi), text }], table.diagnostics);
  },
};
