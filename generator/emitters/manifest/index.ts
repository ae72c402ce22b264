import { result } from '../../diagnostics/diagnostic.js';
import type { Emitter } from '../../emit/emitter.js';
import { jsonText } from '../../emit/text/json.js';
import { manifestView } from './view.js';

/** The whole surface as data, for tools. Its form is `schemas/manifest.schema.json`. */
export const manifest: Emitter = {
  name: 'manifest',
  summary: 'abi-manifest.json: every import and guest export as data',
  templates: [],
  emit: (lowered) => result([{ path: 'abi-manifest.json', text: jsonText(manifestView(lowered)) }], []),
};
