/**
 * Says on standard output what wasm-objdump tells of the boundary of modules: `objdump.mjs LIST`, where LIST is a JSON file with
 * paths. A module that it cannot read is null.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The tool of Debian's package. That of npm, which comes first in the path of a script of npm, takes 40 times as long to start. */
const tool = '/usr/bin/wasm-objdump';
const names = ['Type', 'Import', 'Function', 'Table', 'Memory', 'Tag', 'Global', 'Export'];
// A section at a time, since the text of all of them is many times as large as the module. One that is not there is empty.
const section = (path, name) => spawnSync(tool, ['-x', '-j', name, path], { encoding: 'utf8', maxBuffer: 2 ** 28 }).stdout;
const told = JSON.parse(readFileSync(process.argv[2], 'utf8')).map((path) =>
  spawnSync(tool, ['-h', path]).status === 0 ? Object.fromEntries(names.map((name) => [name, section(path, name)])) : null,
);
process.stdout.write(JSON.stringify(told));
