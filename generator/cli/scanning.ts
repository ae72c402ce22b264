/** The threads of `check --guests`: a file of its own when the command is built, since a thread is started by one. */
import { setAside } from '../prototype.js';

// A thread has prototypes of its own, which what is loaded before it may have changed as in `main.ts`.
const fixed = setAside();
if (fixed !== undefined) throw new Error(`Object.prototype has ${fixed}, which cannot be taken off`);
void import('./guests/serve.js').then(({ serve }) => serve());
