/** What `check --guests` loads beside the comparison: a check without it does without this. */
export { guestsPass, judgeGuests } from './guests/judge.js';
export { namedGuests } from './guests/named.js';
