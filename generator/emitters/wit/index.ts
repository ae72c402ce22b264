import { result } from '../../diagnostics/diagnostic.js';
import type { Emitter } from '../../emit/emitter.js';
import { kebabCase } from './names.js';
import { witPackage } from './view.js';

const template = 'wit/abi.wit.hbs';

/** A WIT package that approximates the ABI: what WIT has no words for stands in its documentation. */
export const wit: Emitter = {
  name: 'wit',
  summary: 'WIT package that approximates the ABI, for readers and tools of the component model',
  templates: [template],
  emit: (lowered, context) => {
    const { view, diagnostics } = witPackage(lowered, context.targets);
    return result([{ path: `${kebabCase(lowered.abi.name)}-abi.wit`, text: context.render(template, view) }], diagnostics);
  },
};
