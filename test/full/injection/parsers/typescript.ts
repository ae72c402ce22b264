import ts from 'typescript';
import { mark, type Parsed } from './parser.js';

/**
 * One line for each statement of a module: the kinds of its nodes, with their numbers. A name stands as the number of its first
 * occurrence, since the definitions of a payload get names that are made from texts.
 */
export function parseTypeScript(path: string, text: string): Parsed {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022) as ts.SourceFile & { parseDiagnostics: readonly ts.Diagnostic[] };
  const [fault] = file.parseDiagnostics;
  if (fault) throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(fault.messageText, ' ')} at ${fault.start}`);
  const strings = new Set<string>();
  const names = new Map<string, number>();
  const shape = (node: ts.Node): string => {
    if (ts.isStringLiteralLike(node)) {
      strings.add(node.text);
      return mark;
    }
    if (ts.isIdentifier(node)) {
      if (!names.has(node.text)) names.set(node.text, names.size);
      return `name ${names.get(node.text)}`;
    }
    if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) return node.text;
    const inner: string[] = [];
    ts.forEachChild(node, (child) => void inner.push(shape(child)));
    return `${ts.SyntaxKind[node.kind]}(${inner.join(', ')})`;
  };
  return { structure: file.statements.map(shape), strings };
}
