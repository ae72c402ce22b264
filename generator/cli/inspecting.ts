/** The commands that look at modules. They load no compiler: one that they need is loaded with those that compare versions. */
export { stamp } from './stamp.js';
export { verify } from './verify.js';
