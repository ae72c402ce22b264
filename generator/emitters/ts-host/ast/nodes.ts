import { createRequire } from 'node:module';
import type ts from 'typescript';

/** An expression: a node, or a plain or dotted name such as `guest.dv`. */
export type Ex = ts.Expression | string;
/** A type: a node, or the name of a type without arguments. */
export type Ty = ts.TypeNode | string;
export type St = ts.Statement;

let api: typeof ts | undefined;
/** The compiler API, loaded when the first tree is built: it takes a fifth of a second. */
export const typescript = (): typeof ts => {
  api ??= createRequire(import.meta.url)('typescript') as typeof ts;
  return api;
};
