/**
 * What hosts have got wrong by hand although every type was right, as rules for any host of the Molt ABI. Give `hold` a world, and how to
 * link your host to a guest; `node.ts`, `browser.ts` and `edge.ts` do so for the hosts of this folder.
 */
export { Guest } from './guest.js';
export { hold, linking, type Outcome, rules, type Trial } from './hold.js';
export type { Rule, World } from './rule.js';
