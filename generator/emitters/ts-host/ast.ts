import type ts from 'typescript';
import { InternalError } from '../../diagnostics/diagnostic.js';
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
   * Prints statements as a module, and reads it again: text that does not parse, or that holds more statements than were
   * built, is a bug of ours. The factory escapes nothing, so this is what catches a text that became code.
   */
  print(statements: readonly St[], banner: string): string {
    const printer = this.ts.createPrinter({ newLine: this.ts.NewLineKind.LineFeed, removeComments: false });
    const file = this.ts.createSourceFile('out.ts', '', this.ts.ScriptTarget.ES2022, false, this.ts.ScriptKind.TS);
    const body = statements
      .map((s) => printer.printNode(this.ts.EmitHint.Unspecified, this.ts.setEmitFlags(s, this.ts.EmitFlags.NoAsciiEscaping), file))
      .join('\n');
    const text = `// ${banner}\n${body}\n`;
    const parsed: ts.SourceFile & { readonly parseDiagnostics?: readonly ts.Diagnostic[] } = this.ts.createSourceFile(
      'out.ts',
      text,
      this.ts.ScriptTarget.ES2022,
    );
    if (parsed.statements.length !== statements.length || (parsed.parseDiagnostics?.length ?? 0) > 0)
      throw new InternalError(
        `a generated module does not read as it was built: ${statements.length} statements became ${parsed.statements.length}`,
      );
    return text;
  }
}
