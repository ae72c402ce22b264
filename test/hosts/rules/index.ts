/**
 * What hosts have got wrong by hand although every type was right, as rules for any host of the Molt ABI. Give `hold` a world, and how to
 * make a guest on your host; `node/rules.ts`, `browser/rules.ts` and `edge/rules.ts` do so for the hosts of this folder.
 */
import { identityRules } from './identity.js';
import { nameRules } from './names.js';
import { processRules } from './processes.js';
import type { Rule } from './rule.js';
import { socketRules } from './sockets.js';
import { wasiRules } from './wasi.js';
import { websocketRules } from './websockets.js';

export { Guest } from './guest.js';
export { hold, type Outcome, type Rule, type Trial, type World } from './rule.js';

export const rules: readonly Rule[] = [...identityRules, ...nameRules, ...processRules, ...socketRules, ...wasiRules, ...websocketRules];
