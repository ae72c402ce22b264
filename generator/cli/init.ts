import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { formatJson } from '../diagnostics/format-json.js';
import { createContext } from '../installation.js';
import { toolVersion } from '../version.js';
import { configFile } from './config.js';
import { create, isName, type NewFile, nameFrom, noName } from './create.js';
import { exitCode } from './exit.js';
import { formatDiagnostics, type OutputFormat } from './output.js';
import { fromHere } from './settings.js';
import type { Terminal } from './terminal.js';

export interface InitOptions {
  readonly name?: string;
  readonly format: OutputFormat;
}

/** What is written, and from which template. */
export const starterTemplates = {
  'abi/1.0.0/abi.json': 'init/abi.json.hbs',
  'abi/1.0.0/greet.json': 'init/greet.json.hbs',
  [configFile]: 'init/config.json.hbs',
  '.github/workflows/abi.yml': 'init/workflow.yml.hbs',
} as const;

/** Where the schema of the language is in a project that has this package installed. */
export const schemaInPackage = 'node_modules/molt-abi/schemas/abi.schema.json';

/** `molt-abi init [folder]`: writes a small ABI that works, a configuration and a workflow for CI. Returns the exit code. */
export function init(folder: string, options: InitOptions, terminal: Terminal): number {
  const name = options.name ?? nameFrom(basename(resolve(folder)));
  const files = isName(name) ? starterFiles(folder, name) : [];
  const diagnostics = files.length > 0 ? create(folder, files) : [noName(name)];
  const exit = exitCode(diagnostics);
  const written = exit === 0 ? files.map((file) => file.path) : [];
  if (options.format === 'json') terminal.out(`${JSON.stringify({ folder, files: written, ...formatJson(diagnostics), exit }, null, 2)}\n`);
  else {
    terminal.err(formatDiagnostics(diagnostics, [], terminal.colorErr));
    if (exit === 0) terminal.out(report(folder, written));
  }
  return exit;
}

function starterFiles(folder: string, name: string): NewFile[] {
  const { render } = createContext({ targets: [], strictHost: false });
  const schema = existsSync(join(folder, schemaInPackage)) ? `../../${schemaInPackage}` : '';
  const view = { name, package: `${name.toLowerCase()}-host`, schema, version: toolVersion() };
  return Object.entries(starterTemplates).map(([path, template]) => ({ path, text: render(template, view) }));
}

function report(folder: string, paths: readonly string[]): string {
  const where = fromHere(folder, process.cwd());
  const enter = where === '.' ? '' : `  cd ${where}\n`;
  return `${paths.map((path) => `new      ${join(where, path).replaceAll('\\', '/')}\n`).join('')}Next:
${enter}  npx molt-abi gen              makes generated/; commit it with the schema
  npx molt-abi gen --watch      the same again whenever the schema changes
Then read generated/ts-host/README.md: it shows how to implement a host and run a guest on it.
`;
}
