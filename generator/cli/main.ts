#!/usr/bin/env node
import { run } from './program.js';
import { createTerminal } from './terminal.js';

const terminal = createTerminal(process);
process.exitCode = await run(process.argv.slice(2), terminal);
process.once('beforeExit', () => {
  if (terminal.failed() && process.exitCode === 0) process.exitCode = 5;
});
