import { result } from '../../diagnostics/diagnostic.js';
import type { Emitter } from '../../emit/emitter.js';
import { rustNames } from './names.js';
import { modulePath, rustView } from './view.js';

const template = 'rust/module.rs.hbs';

/** A module for guests in Rust: extern blocks, and types for what crosses them. */
export const rust: Emitter = {
  name: 'rust',
  summary: 'module of extern blocks and types for guests in Rust',
  templates: [template],
  emit: (lowered, context) => {
    const { names, table } = rustNames(lowered);
    const text = context.render(template, rustView(lowered, names, context.rustEdition ?? '2021'));
    return result([{ path: modulePath(lowered.abi), text }], table.diagnostics);
  },
};
