#!/usr/bin/env node
import { setAside } from '../prototype.js';
import { createTerminal } from './terminal.js';

const terminal = createTerminal(process);
// Before anything else is loaded; this process is ours, so nothing is put back.
const fixed = setAside();
process.exitCode =
  fixed === undefined
    ? await (await import('./program.js')).run(process.argv.slice(2), terminal)
    : (await import('./crash.js')).refusePolluted(fixed, terminal);
process.once('beforeExit', () => {
  if (terminal.failed() && process.exitCode === 0) process.exitCode = 5;
});
