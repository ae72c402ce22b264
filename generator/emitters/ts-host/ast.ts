import type ts from 'typescript';
import { visible } from '../../emit/text/visible.js';
import type { St } from './ast/nodes.js';
import { Types } from './ast/types.js';

export { type Ex, type St, type Ty, typescript } from './ast/nodes.js';

/** Builds trees of the TypeScript compiler API, and prints them. */
export class Ast extends Types {
  /** Puts a JSDoc comment before a node. Nothing in the lines can end it. */
  doc<T extends ts.Node>(node: T, lines: readonly string[]): T {
    const safe = lines.map((line) => visible(line).replaceAll('*/', '*\\/'));
    if (safe.length === 0) return node;
    const text = safe.length === 1 ? `* ${safe[0]} ` : `*\n${safe.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n `;
    return this.ts.addSyntheticLeadingComment(node, this.ts.SyntaxKind.MultiLineCommentTrivia, text, true);
  }

  /**
   * Prints statements as a module. The factory escapes nothing but strings: names are checked where they are made, comments
   * above. Tests read every module again, since reading takes longer than everything else here.
   */
  print(statements: readonly St[], banner: string): string {
    const printer = this.ts.createPrinter({ newLine: this.ts.NewLineKind.LineFeed, removeComments: false });
    const file = this.ts.createSourceFile('out.ts', '', this.ts.ScriptTarget.ES2022, false, this.ts.ScriptKind.TS);
    const body = statements
      .map((s) => printer.printNode(this.ts.EmitHint.Unspecified, this.ts.setEmitFlags(s, this.ts.EmitFlags.NoAsciiEscaping), file))
      .join('\n');
    return `// ${banner}\n${body}\n`;
  }
}
