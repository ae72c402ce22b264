import type { Diagnostic } from '../../../generator/diagnostics/diagnostic.js';
import { validate } from '../../../generator/schema/validate.js';
import { load } from '../../../generator/source/load.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { parse } from '../../../generator/source/parse.js';

/** The least `abi.json`, listing one interface file. */
export const abi = {
  abi: 'demo',
  version: '1.0.0',
  targets: { browser: { threads: 'disabled', blocking: 'forbidden' } },
  capabilities: {},
  interfaces: ['a.json'],
};

/** Validates an ABI of files given as data or as text; `abi.json` and `a.json` have a default. */
export function check(files: Readonly<Record<string, unknown>>) {
  const all = { 'abi.json': abi, 'a.json': { interface: 'a' }, ...files };
  const texts = Object.entries(all).map(([name, content]) => [
    `x/${name}`,
    typeof content === 'string' ? content : JSON.stringify(content),
  ]);
  const sources = load(memoryHost(Object.fromEntries(texts) as Record<string, string>), 'x').value;
  const documents = sources && parse(sources).value;
  if (!documents) throw new Error('the case does not parse');
  return validate(documents);
}

/** `code file#pointer: message`, which is what most tests compare. */
export const line = ({ code, span, message }: Diagnostic): string => `${code} ${span?.file}#${span?.pointer}: ${message}`;

/** What is said of an `a.json` with these members. */
export const said = (members: unknown): string[] => check({ 'a.json': { interface: 'a', ...(members as object) } }).diagnostics.map(line);
