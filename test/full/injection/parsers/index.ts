import type { EmittedFile } from '../../../../generator/emit/emitter.js';
import { parseAssemblyScript } from './assemblyscript.js';
import { parseC } from './c.js';
import { parseJson } from './json.js';
import { parseMarkdown } from './markdown.js';
import { joined, only, type Parsed, type Parser } from './parser.js';
import { parsePython } from './python.js';
import { parseRust } from './rust.js';
import { parseTypeScript } from './typescript.js';
import { parseWat } from './wat.js';
import { parseWit } from './wit.js';

export type { Parsed, Parser } from './parser.js';

/** A file of a package by its ending. The compiled glue holds nothing of a schema. */
function byEnding({ path, text }: EmittedFile): Parsed {
  if (/\.(js|d\.ts)$/.test(path)) return parseTypeScript(path, text);
  if (path.endsWith('.json')) return parseJson(text);
  if (path.endsWith('.md')) return parseMarkdown(text);
  throw new Error(`there is no parser for ${path}`);
}

const each: Parser = (files) => joined(files.filter(({ path }) => !path.startsWith('glue/')).map((file) => [file.path, byEnding(file)]));

/** `allowed-undefined.txt`: wasm-ld takes each line as a name, and knows no comment but `#` at the start of one. */
const lines: Parser = (files) => ({ structure: [], strings: new Set(only(files).text.split('\n')) });

/** The parser of every emitter, by its name. */
export const parsers: Readonly<Record<string, Parser>> = {
  'ts-host': each,
  wat: parseWat,
  c: parseC,
  rust: parseRust,
  assemblyscript: parseAssemblyScript,
  python: parsePython,
  wit: parseWit,
  docs: each,
  allowlist: lines,
  manifest: each,
};
