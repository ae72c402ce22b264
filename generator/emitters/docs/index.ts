import { result } from '../../diagnostics/diagnostic.js';
import type { Emitter } from '../../emit/emitter.js';
import { indexPage, Places } from './anchors.js';
import { indexView } from './index-view.js';
import { interfaceView } from './interface-view.js';

const index = 'docs/README.md.hbs';
const page = 'docs/interface.md.hbs';

/** The reference of the ABI in Markdown: a page for each interface, and an index with what they share. */
export const docs: Emitter = {
  name: 'docs',
  summary: 'reference in Markdown: an index, and a page for each interface',
  templates: [index, page],
  emit: (lowered, context) => {
    const places = new Places(lowered.abi);
    const pages = lowered.interfaces.map((i) => ({
      path: places.page(i.interface.name),
      text: context.render(page, interfaceView(i, lowered, places)),
    }));
    return result([{ path: indexPage, text: context.render(index, indexView(lowered, places)) }, ...pages], []);
  },
};
