import { Option } from 'commander';

/** Parts of the command line that several commands have. */

export const abiOption = () =>
  new Option('--abi <dir>', 'folder of an ABI, or of one version of it (default: the Molt ABI that comes with the tool)');

export const outputOption = () =>
  new Option('--output <file>', 'file to write in place of standard output; it is the old one or the new one');

export const examples = (...lines: string[]): string => ['', 'Examples:', ...lines.map((line) => `  $ ${line}`)].join('\n');

/** An option that is given twice adds to its list. */
export const listed = (value: string, before: string | undefined): string => (before === undefined ? value : `${before},${value}`);
