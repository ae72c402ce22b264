import type ts from 'typescript';
import { Expressions } from './expressions.js';
import type { Ex, St } from './nodes.js';

/** Builds statements of modules. */
export class Statements extends Expressions {
  block(statements: readonly St[]): ts.Block {
    return this.f.createBlock([...statements], true);
  }

  const(name: string, value: Ex): St {
    return this.#variable(name, this.ex(value), this.ts.NodeFlags.Const, false);
  }

  let(name: string, value?: Ex): St {
    return this.#variable(name, value === undefined ? undefined : this.ex(value), this.ts.NodeFlags.Let, false);
  }

  exportConst(name: string, value: Ex): St {
    return this.#variable(name, this.ex(value), this.ts.NodeFlags.Const, true);
  }

  #variable(name: string, value: ts.Expression | undefined, flags: ts.NodeFlags, exported: boolean): St {
    return this.f.createVariableStatement(
      exported ? [this.f.createToken(this.ts.SyntaxKind.ExportKeyword)] : undefined,
      this.f.createVariableDeclarationList([this.f.createVariableDeclaration(this.name(name), undefined, undefined, value)], flags),
    );
  }

  set(target: Ex, value: Ex): St {
    return this.f.createExpressionStatement(this.f.createAssignment(this.ex(target), this.ex(value)));
  }

  do(e: Ex): St {
    return this.f.createExpressionStatement(this.ex(e));
  }

  if(test: Ex, yes: St | readonly St[], no?: St | readonly St[]): St {
    const body = (s: St | readonly St[]): St => (Array.isArray(s) ? this.block(s as St[]) : (s as St));
    return this.f.createIfStatement(this.ex(test), body(yes), no === undefined ? undefined : body(no));
  }

  ret(value?: Ex): St {
    return this.f.createReturnStatement(value === undefined ? undefined : this.ex(value));
  }

  /** `try { body } catch (name) { handler }` */
  try(body: readonly St[], name: string, handler: readonly St[]): St {
    return this.f.createTryStatement(this.block(body), this.f.createCatchClause(name, this.block(handler)), undefined);
  }

  /** `for (let i = 0; i < count; i++) { body }` */
  times(i: string, count: Ex, body: readonly St[]): St {
    const variable = this.f.createVariableDeclarationList(
      [this.f.createVariableDeclaration(this.name(i), undefined, undefined, this.num(0))],
      this.ts.NodeFlags.Let,
    );
    return this.f.createForStatement(variable, this.bin(i, '<', count), this.f.createPostfixIncrement(this.name(i)), this.block(body));
  }

  /** `for (const item of list) { body }` */
  each(item: string, list: Ex, body: readonly St[]): St {
    const variable = this.f.createVariableDeclarationList([this.f.createVariableDeclaration(this.name(item))], this.ts.NodeFlags.Const);
    return this.f.createForOfStatement(undefined, variable, this.ex(list), this.block(body));
  }

  /** `switch (on) { case …: }`; each clause must leave by itself. */
  switch(on: Ex, clauses: readonly { readonly test: Ex | undefined; readonly body: readonly St[] }[]): St {
    return this.f.createSwitchStatement(
      this.ex(on),
      this.f.createCaseBlock(
        clauses.map((c) =>
          c.test === undefined ? this.f.createDefaultClause([...c.body]) : this.f.createCaseClause(this.ex(c.test), [...c.body]),
        ),
      ),
    );
  }

  func(name: string, params: readonly string[], body: readonly St[], exported = true): St {
    return this.f.createFunctionDeclaration(
      exported ? [this.f.createToken(this.ts.SyntaxKind.ExportKeyword)] : undefined,
      undefined,
      this.name(name),
      undefined,
      params.map((p) => this.plainParam(p)),
      undefined,
      this.block(body),
    );
  }

  importNamed(names: readonly string[], from: string, typeOnly = false): St {
    const specifiers = names.map((n) => this.f.createImportSpecifier(false, undefined, this.name(n)));
    return this.f.createImportDeclaration(
      undefined,
      this.f.createImportClause(typeOnly ? this.ts.SyntaxKind.TypeKeyword : undefined, undefined, this.f.createNamedImports(specifiers)),
      this.str(from),
    );
  }

  importAll(name: string, from: string): St {
    return this.f.createImportDeclaration(
      undefined,
      this.f.createImportClause(undefined, undefined, this.f.createNamespaceImport(this.name(name))),
      this.str(from),
    );
  }

  exportNamed(names: readonly string[], from: string, typeOnly = false): St {
    const specifiers = names.map((n) => this.f.createExportSpecifier(false, undefined, this.name(n)));
    return this.f.createExportDeclaration(undefined, typeOnly, this.f.createNamedExports(specifiers), this.str(from));
  }

  exportAll(from: string): St {
    return this.f.createExportDeclaration(undefined, false, undefined, this.str(from));
  }
}
