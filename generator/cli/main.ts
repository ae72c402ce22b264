#!/usr/bin/env node
import { setAside } from '../prototype.js';
import { refusePolluted } from './crash.js';
import { createTerminal } from './terminal.js';

const terminal = createTerminal(process);
// Before anything else is loaded; this process is ours, so nothing is put back.
const fixed = setAside();
const ran =
  fixed === undefined
    ? import('./program.js').then(({ run }) => run(process.argv.slice(2), terminal))
    : Promise.resolve(refusePolluted(fixed, terminal));
void ran.then((code) => {
  process.exitCode = code;
});
process.on('beforeExit', () => {
  if (terminal.failed() && process.exitCode === 0) process.exitCode = 5;
});
