import { type Command, Option } from 'commander';
import type { MeasureOptions } from '../measure.js';
import { abiOption, examples, listed, outputOption } from '../options.js';
import type { Terminal } from '../terminal.js';

/** The command line of `molt-abi measure`. */
export function addMeasure(program: Command, terminal: Terminal, finish: (exit: number) => void): void {
  program
    .command('measure')
    .description('measure a module for its release: its size, its generated bindings, and cold starts in real hosts')
    .argument('<module>', 'core module, such as app.wasm')
    .addOption(abiOption())
    .option('--abi-version <version>', 'version of the ABI: exact, 1.2, or next (default: the newest release)')
    .option('--target <names>', 'targets, separated by commas, or all (default: those that have all that the module imports)', listed)
    .option('--host <names>', 'hosts that must be there: node, chromium, workerd (default: those that are found)', listed)
    .option('--runs <number>', 'processes of each host', '10')
    .option('--call <export>', 'export of the first call (default: _start, _initialize, main, or the first without parameters)')
    .option('--baseline <file>', 'old module, measured in turns with the new one, or the JSON report of an earlier run')
    .option('--budget <file>', 'limits; exit 1 if one does not hold')
    .option('--browser <path>', 'Chromium or Chrome (default: MOLT_ABI_CHROMIUM, or one in the PATH)')
    .option('--workerd <path>', 'workerd (default: MOLT_ABI_WORKERD, the package of the project, or one in the PATH)')
    .addOption(new Option('--format <format>', 'form of the report').choices(['text', 'json', 'markdown', 'html']).default('text'))
    .addOption(outputOption())
    .addHelpText('after', measuring)
    .addHelpText(
      'after',
      examples(
        'molt-abi measure app.wasm',
        'molt-abi measure app.wasm --baseline old.wasm --budget budget.json',
        'molt-abi measure app.wasm --host node,chromium,workerd --runs 30 --format html --output measure.html',
      ),
    )
    .action(async (path: string, options: MeasureOptions) => finish(await (await import('../making.js')).measure(path, options, terminal)));
}

const measuring = `
The target wasi is measured in Node.js, browser in Chromium, edge in workerd; each sample is a process of its own.
Times are of bindings without hosts: imports answer as the ABI says of hosts that are not there, and what the first call
throws is reported. Imports of modules that the ABI leaves open trap when they are called. A module that imports what the
ABI does not have is refused (exit 4), as generated hosts refuse it. The phases are
  compile      from bytes to a module
  instantiate  createImports and instantiate of the generated package
  call         the first call of an export
The median of few processes is rough, and the p95 of fewer than 20 is the slowest one. Times of two machines cannot be
compared: give the old module as --baseline to have both measured in turns. The clock of workerd moves in whole
milliseconds; parts of one are told by how often it can be read until it moves on.
`;
