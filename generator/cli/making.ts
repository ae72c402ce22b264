/** The commands that write or run what an ABI is compiled to: one file when the command is built, since what they load is the same. */
export { gen } from './gen.js';
export { infer } from './infer.js';
export { init } from './init.js';
export { lint } from './lint.js';
export { measure } from './measure.js';
export { parity } from './parity.js';
export { watch } from './watch.js';
