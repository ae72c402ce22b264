import { visible } from '../diagnostics/visible.js';

/** Longer comments of a host are more than a sentence can be taken from. */
const longest = 2000;

/** Text of a module or a host as it may stand in a draft: nothing in it is hidden or moves what stands around it. */
export const plainText = (text: string): string =>
  text
    .slice(0, longest)
    .split(/\r?\n/)
    .map((line) => visible(line.replaceAll('\t', ' ')))
    .join('\n')
    .trim();
