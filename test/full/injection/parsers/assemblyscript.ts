import { pathToFileURL } from 'node:url';
import type { EmittedFile } from '../../../../generator/emit/emitter.js';
import { root } from '../../../unit/emitters/corpus.js';
import { mark, only, type Parsed } from './parser.js';

/** A declaration, or a namespace of them. */
interface Statement {
  readonly decorators?: readonly { readonly args: readonly { readonly value?: string }[] | null }[] | null;
  readonly members?: readonly Statement[];
}

/** The part of the compiler's own interface that parses a file and prints its tree. */
interface Compiler {
  newOptions(): object;
  newProgram(options: object): {
    readonly sources: readonly { readonly normalizedPath: string; readonly statements: readonly Statement[] }[];
  };
  parse(program: object, text: string, path: string, isEntry: boolean): void;
  nextDiagnostic(program: object): object | null;
  formatDiagnostic(diagnostic: object, useColors: boolean, showContext: boolean): string;
  readonly ASTBuilder: { build(node: object): string };
}

/** The tree of asc, printed by it: one line for each line of code, without comments. */
export async function parseAssemblyScript(files: readonly EmittedFile[]): Promise<Parsed> {
  const { path, text } = only(files);
  const entry = `${root}test/full/toolchains/node_modules/assemblyscript/dist/assemblyscript.js`;
  const asc = (await import(pathToFileURL(entry).href)) as Compiler;
  const program = asc.newProgram(asc.newOptions());
  asc.parse(program, text, path, true);
  const fault = asc.nextDiagnostic(program);
  if (fault) throw new Error(asc.formatDiagnostic(fault, false, true));
  const source = program.sources.find((s) => s.normalizedPath === path);
  if (!source) throw new Error(`asc did not read ${path}`);
  const structure = asc.ASTBuilder.build(source)
    .replace(/"(?:[^"\\]|\\.)*"/g, mark)
    .split('\n');
  return { structure, strings: new Set(source.statements.flatMap((statement) => [...linkNames(statement)])) };
}

/** The arguments of every `@external`. */
function* linkNames({ decorators, members }: Statement): Iterable<string> {
  for (const { args } of decorators ?? []) for (const { value } of args ?? []) if (value !== undefined) yield value;
  for (const member of members ?? []) yield* linkNames(member);
}
