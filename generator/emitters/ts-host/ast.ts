import { createRequire } from 'node:module';
import type ts from 'typescript';
import { InternalError } from '../../diagnostics/diagnostic.js';
import { visible } from '../../emit/text/visible.js';

/** An expression: a node, or a plain or dotted name such as `guest.dv`. */
export type Ex = ts.Expression | string;
/** A type: a node, or the name of a type without arguments. */
export type Ty = ts.TypeNode | string;
/** A statement, or an expression that stands as one. */
export type St = ts.Statement;

type Operator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | 'instanceof'
  | '|'
  | '&'
  | '~'
  | '<<'
  | '>>'
  | '>>>'
  | '==='
  | '!=='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||'
  | '??';

let api: typeof ts | undefined;
/** The compiler API, loaded when the first tree is built: it takes a fifth of a second. */
export const typescript = (): typeof ts => {
  api ??= createRequire(import.meta.url)('typescript') as typeof ts;
  return api;
};

/** Builds trees of the TypeScript compiler API. Names are checked, so that no text of a schema can become code. */
export class Ast {
  readonly ts = typescript();
  readonly #f = this.ts.factory;

  // --- expressions

  ex(e: Ex): ts.Expression {
    if (typeof e !== 'string') return e;
    const [first, ...rest] = e.split('.');
    return rest.reduce<ts.Expression>(
      (object, name) => this.#f.createPropertyAccessExpression(object, this.name(name)),
      this.name(first ?? ''),
    );
  }

  name(text: string): ts.Identifier {
    if (!/^[A-Za-z_$][\w$]*$/.test(text)) throw new InternalError(`not an identifier: ${JSON.stringify(text)}`);
    return this.#f.createIdentifier(text);
  }

  num(value: number | bigint): ts.Expression {
    const literal =
      typeof value === 'bigint'
        ? this.#f.createBigIntLiteral(`${value < 0n ? -value : value}n`)
        : this.#f.createNumericLiteral(Math.abs(value));
    return value < 0 ? this.#f.createPrefixUnaryExpression(this.ts.SyntaxKind.MinusToken, literal) : literal;
  }

  str(value: string): ts.StringLiteral {
    return this.#f.createStringLiteral(value, true);
  }

  bool(value: boolean): ts.Expression {
    return value ? this.#f.createTrue() : this.#f.createFalse();
  }

  undef(): ts.Expression {
    return this.#f.createIdentifier('undefined');
  }

  nul(): ts.Expression {
    return this.#f.createNull();
  }

  prop(object: Ex, name: string): ts.Expression {
    return this.#f.createPropertyAccessExpression(this.ex(object), this.name(name));
  }

  index(object: Ex, key: Ex | number): ts.Expression {
    return this.#f.createElementAccessExpression(this.ex(object), typeof key === 'number' ? key : this.ex(key));
  }

  call(callee: Ex, ...args: Ex[]): ts.Expression {
    return this.#f.createCallExpression(
      this.ex(callee),
      undefined,
      args.map((a) => this.ex(a)),
    );
  }

  create(type: Ex, ...args: Ex[]): ts.Expression {
    return this.#f.createNewExpression(
      this.ex(type),
      undefined,
      args.map((a) => this.ex(a)),
    );
  }

  bin(left: Ex, operator: Operator, right: Ex): ts.Expression {
    const { SyntaxKind: k } = this.ts;
    const token = {
      '+': k.PlusToken,
      '-': k.MinusToken,
      '*': k.AsteriskToken,
      '/': k.SlashToken,
      '%': k.PercentToken,
      instanceof: k.InstanceOfKeyword,
      '|': k.BarToken,
      '&': k.AmpersandToken,
      '~': k.TildeToken,
      '<<': k.LessThanLessThanToken,
      '>>': k.GreaterThanGreaterThanToken,
      '>>>': k.GreaterThanGreaterThanGreaterThanToken,
      '===': k.EqualsEqualsEqualsToken,
      '!==': k.ExclamationEqualsEqualsToken,
      '<': k.LessThanToken,
      '<=': k.LessThanEqualsToken,
      '>': k.GreaterThanToken,
      '>=': k.GreaterThanEqualsToken,
      '&&': k.AmpersandAmpersandToken,
      '||': k.BarBarToken,
      '??': k.QuestionQuestionToken,
    }[operator] as ts.BinaryOperator;
    return this.#f.createBinaryExpression(this.ex(left), token, this.ex(right));
  }

  /** `a && b && …`; undefined for none. */
  all(conditions: readonly Ex[]): ts.Expression | undefined {
    return conditions.length === 0
      ? undefined
      : conditions.slice(1).reduce<ts.Expression>((a, b) => this.bin(a, '&&', b), this.ex(conditions[0] as Ex));
  }

  any(conditions: readonly Ex[]): ts.Expression | undefined {
    return conditions.length === 0
      ? undefined
      : conditions.slice(1).reduce<ts.Expression>((a, b) => this.bin(a, '||', b), this.ex(conditions[0] as Ex));
  }

  not(e: Ex): ts.Expression {
    const inner = this.ex(e);
    return this.#f.createLogicalNot(this.ts.isBinaryExpression(inner) ? this.#f.createParenthesizedExpression(inner) : inner);
  }

  paren(e: Ex): ts.Expression {
    return this.#f.createParenthesizedExpression(this.ex(e));
  }

  typeOf(e: Ex, name: string): ts.Expression {
    return this.bin(this.#f.createTypeOfExpression(this.ex(e)), '===', this.str(name));
  }

  cond(test: Ex, yes: Ex, no: Ex): ts.Expression {
    return this.#f.createConditionalExpression(this.ex(test), undefined, this.ex(yes), undefined, this.ex(no));
  }

  arr(items: readonly Ex[], multiLine = false): ts.Expression {
    return this.#f.createArrayLiteralExpression(
      items.map((i) => this.ex(i)),
      multiLine,
    );
  }

  /** An object literal. Keys that are not identifiers are quoted. */
  obj(entries: readonly (readonly [string, Ex])[], multiLine = false): ts.Expression {
    return this.#f.createObjectLiteralExpression(
      entries.map(([key, value]) =>
        typeof value === 'string' && value === key
          ? this.#f.createShorthandPropertyAssignment(key)
          : this.#f.createPropertyAssignment(this.key(key), this.ex(value)),
      ),
      multiLine,
    );
  }

  /** A property name. `__proto__: x` would set the prototype, so it is computed. */
  key(key: string): ts.PropertyName {
    if (key === '__proto__') return this.#f.createComputedPropertyName(this.str(key));
    return /^[A-Za-z_$][\w$]*$/.test(key) ? this.name(key) : this.str(key);
  }

  arrow(params: readonly string[], body: readonly St[] | ts.Expression): ts.Expression {
    return this.#f.createArrowFunction(
      undefined,
      undefined,
      params.map((p) => this.param(p)),
      undefined,
      undefined,
      Array.isArray(body)
        ? this.block(body as St[])
        : this.ts.isObjectLiteralExpression(body as ts.Expression)
          ? this.#f.createParenthesizedExpression(body as ts.Expression)
          : (body as ts.Expression),
    );
  }

  param(name: string, type?: Ty, optional = false): ts.ParameterDeclaration {
    return this.#f.createParameterDeclaration(
      undefined,
      undefined,
      this.name(name),
      optional ? this.#f.createToken(this.ts.SyntaxKind.QuestionToken) : undefined,
      type === undefined ? undefined : this.ty(type),
    );
  }

  /** Marks a call without side effects, so that bundlers can drop it. */
  pure(e: ts.Expression): ts.Expression {
    return this.ts.addSyntheticLeadingComment(e, this.ts.SyntaxKind.MultiLineCommentTrivia, '#__PURE__', false);
  }

  // --- statements

  block(statements: readonly St[]): ts.Block {
    return this.#f.createBlock([...statements], true);
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
    return this.#f.createVariableStatement(
      exported ? [this.#f.createToken(this.ts.SyntaxKind.ExportKeyword)] : undefined,
      this.#f.createVariableDeclarationList([this.#f.createVariableDeclaration(this.name(name), undefined, undefined, value)], flags),
    );
  }

  set(target: Ex, value: Ex): St {
    return this.#f.createExpressionStatement(this.#f.createAssignment(this.ex(target), this.ex(value)));
  }

  do(e: Ex): St {
    return this.#f.createExpressionStatement(this.ex(e));
  }

  if(test: Ex, yes: St | readonly St[], no?: St | readonly St[]): St {
    const body = (s: St | readonly St[]): St => (Array.isArray(s) ? this.block(s as St[]) : (s as St));
    return this.#f.createIfStatement(this.ex(test), body(yes), no === undefined ? undefined : body(no));
  }

  ret(value?: Ex): St {
    return this.#f.createReturnStatement(value === undefined ? undefined : this.ex(value));
  }

  /** `try { body } catch (name) { handler }` */
  try(body: readonly St[], name: string, handler: readonly St[]): St {
    return this.#f.createTryStatement(this.block(body), this.#f.createCatchClause(name, this.block(handler)), undefined);
  }

  /** `for (let i = 0; i < count; i++) { body }` */
  times(i: string, count: Ex, body: readonly St[]): St {
    const variable = this.#f.createVariableDeclarationList(
      [this.#f.createVariableDeclaration(this.name(i), undefined, undefined, this.num(0))],
      this.ts.NodeFlags.Let,
    );
    return this.#f.createForStatement(variable, this.bin(i, '<', count), this.#f.createPostfixIncrement(this.name(i)), this.block(body));
  }

  /** `for (const item of list) { body }` */
  each(item: string, list: Ex, body: readonly St[]): St {
    const variable = this.#f.createVariableDeclarationList([this.#f.createVariableDeclaration(this.name(item))], this.ts.NodeFlags.Const);
    return this.#f.createForOfStatement(undefined, variable, this.ex(list), this.block(body));
  }

  /** `switch (on) { case …: }`; each clause must leave by itself. */
  switch(on: Ex, clauses: readonly { readonly test: Ex | undefined; readonly body: readonly St[] }[]): St {
    return this.#f.createSwitchStatement(
      this.ex(on),
      this.#f.createCaseBlock(
        clauses.map((c) =>
          c.test === undefined ? this.#f.createDefaultClause([...c.body]) : this.#f.createCaseClause(this.ex(c.test), [...c.body]),
        ),
      ),
    );
  }

  func(name: string, params: readonly string[], body: readonly St[], exported = true): St {
    return this.#f.createFunctionDeclaration(
      exported ? [this.#f.createToken(this.ts.SyntaxKind.ExportKeyword)] : undefined,
      undefined,
      this.name(name),
      undefined,
      params.map((p) => this.param(p)),
      undefined,
      this.block(body),
    );
  }

  importNamed(names: readonly string[], from: string, typeOnly = false): St {
    const specifiers = names.map((n) => this.#f.createImportSpecifier(false, undefined, this.name(n)));
    return this.#f.createImportDeclaration(
      undefined,
      this.#f.createImportClause(typeOnly ? this.ts.SyntaxKind.TypeKeyword : undefined, undefined, this.#f.createNamedImports(specifiers)),
      this.str(from),
    );
  }

  importAll(name: string, from: string): St {
    return this.#f.createImportDeclaration(
      undefined,
      this.#f.createImportClause(undefined, undefined, this.#f.createNamespaceImport(this.name(name))),
      this.str(from),
    );
  }

  exportNamed(names: readonly string[], from: string, typeOnly = false): St {
    const specifiers = names.map((n) => this.#f.createExportSpecifier(false, undefined, this.name(n)));
    return this.#f.createExportDeclaration(undefined, typeOnly, this.#f.createNamedExports(specifiers), this.str(from));
  }

  exportAll(from: string): St {
    return this.#f.createExportDeclaration(undefined, false, undefined, this.str(from));
  }

  // --- types

  ty(t: Ty): ts.TypeNode {
    if (typeof t !== 'string') return t;
    const { SyntaxKind: k } = this.ts;
    const keyword = {
      number: k.NumberKeyword,
      bigint: k.BigIntKeyword,
      boolean: k.BooleanKeyword,
      string: k.StringKeyword,
      unknown: k.UnknownKeyword,
      undefined: k.UndefinedKeyword,
      void: k.VoidKeyword,
      object: k.ObjectKeyword,
      any: k.AnyKeyword,
      never: k.NeverKeyword,
    }[t];
    if (keyword !== undefined) return this.#f.createKeywordTypeNode(keyword as ts.KeywordTypeSyntaxKind);
    if (t === 'null') return this.#f.createLiteralTypeNode(this.#f.createNull());
    return this.generic(t);
  }

  generic(name: string, ...args: Ty[]): ts.TypeNode {
    return this.#f.createTypeReferenceNode(this.entity(name), args.length === 0 ? undefined : args.map((a) => this.ty(a)));
  }

  entity(name: string): ts.EntityName {
    const [first, ...rest] = name.split('.');
    return rest.reduce<ts.EntityName>((left, right) => this.#f.createQualifiedName(left, this.name(right)), this.name(first ?? ''));
  }

  union(types: readonly Ty[]): ts.TypeNode {
    const nodes = types.map((t) => this.ty(t));
    return nodes.length === 1 ? (nodes[0] as ts.TypeNode) : this.#f.createUnionTypeNode(nodes);
  }

  intersection(types: readonly Ty[]): ts.TypeNode {
    return this.#f.createIntersectionTypeNode(types.map((t) => this.ty(t)));
  }

  literalType(value: string | number | bigint | boolean): ts.TypeNode {
    const literal = typeof value === 'string' ? this.str(value) : typeof value === 'boolean' ? this.bool(value) : this.num(value);
    return this.#f.createLiteralTypeNode(literal as ts.LiteralTypeNode['literal']);
  }

  arrayType(of: Ty, readonlyArray = false): ts.TypeNode {
    return readonlyArray
      ? this.#f.createTypeOperatorNode(this.ts.SyntaxKind.ReadonlyKeyword, this.#f.createArrayTypeNode(this.ty(of)))
      : this.#f.createArrayTypeNode(this.ty(of));
  }

  /** A readonly property. */
  field(name: string, type: Ty, optional = false): ts.TypeElement {
    return this.#f.createPropertySignature(
      [this.#f.createToken(this.ts.SyntaxKind.ReadonlyKeyword)],
      this.key(name),
      optional ? this.#f.createToken(this.ts.SyntaxKind.QuestionToken) : undefined,
      this.ty(type),
    );
  }

  /** `readonly [key: string]: type` */
  indexSignature(type: Ty): ts.TypeElement {
    return this.#f.createIndexSignature(
      [this.#f.createToken(this.ts.SyntaxKind.ReadonlyKeyword)],
      [this.param('key', 'string')],
      this.ty(type),
    );
  }

  method(name: string, params: readonly ts.ParameterDeclaration[], returns: Ty, optional = false): ts.TypeElement {
    return this.#f.createMethodSignature(
      undefined,
      this.key(name),
      optional ? this.#f.createToken(this.ts.SyntaxKind.QuestionToken) : undefined,
      undefined,
      [...params],
      this.ty(returns),
    );
  }

  objectType(members: readonly ts.TypeElement[]): ts.TypeNode {
    return this.#f.createTypeLiteralNode([...members]);
  }

  typeParam(name: string, constraint?: Ty, fallback?: Ty): ts.TypeParameterDeclaration {
    return this.#f.createTypeParameterDeclaration(
      undefined,
      this.name(name),
      constraint === undefined ? undefined : this.ty(constraint),
      fallback === undefined ? undefined : this.ty(fallback),
    );
  }

  interface(name: string, members: readonly ts.TypeElement[], typeParams: readonly ts.TypeParameterDeclaration[] = []): St {
    return this.#f.createInterfaceDeclaration(
      [this.#f.createToken(this.ts.SyntaxKind.ExportKeyword)],
      this.name(name),
      typeParams.length === 0 ? undefined : [...typeParams],
      undefined,
      [...members],
    );
  }

  typeAlias(name: string, type: Ty, typeParams: readonly ts.TypeParameterDeclaration[] = []): St {
    return this.#f.createTypeAliasDeclaration(
      [this.#f.createToken(this.ts.SyntaxKind.ExportKeyword)],
      this.name(name),
      typeParams.length === 0 ? undefined : [...typeParams],
      this.ty(type),
    );
  }

  /** `export declare const name: type` */
  declareConst(name: string, type: Ty): St {
    const modifiers = [this.#f.createToken(this.ts.SyntaxKind.ExportKeyword), this.#f.createToken(this.ts.SyntaxKind.DeclareKeyword)];
    return this.#f.createVariableStatement(
      modifiers,
      this.#f.createVariableDeclarationList(
        [this.#f.createVariableDeclaration(this.name(name), undefined, this.ty(type))],
        this.ts.NodeFlags.Const,
      ),
    );
  }

  declareFunc(
    name: string,
    params: readonly ts.ParameterDeclaration[],
    returns: Ty,
    typeParams: readonly ts.TypeParameterDeclaration[] = [],
  ): St {
    const modifiers = [this.#f.createToken(this.ts.SyntaxKind.ExportKeyword), this.#f.createToken(this.ts.SyntaxKind.DeclareKeyword)];
    return this.#f.createFunctionDeclaration(
      modifiers,
      undefined,
      this.name(name),
      typeParams.length === 0 ? undefined : [...typeParams],
      [...params],
      this.ty(returns),
      undefined,
    );
  }

  // --- text

  /** Puts a JSDoc comment before a node. Nothing in the lines can end it. */
  doc<T extends ts.Node>(node: T, lines: readonly string[]): T {
    const safe = lines.map((line) => visible(line).replaceAll('*/', '*\\/'));
    if (safe.length === 0) return node;
    const text = safe.length === 1 ? `* ${safe[0]} ` : `*\n${safe.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n `;
    return this.ts.addSyntheticLeadingComment(node, this.ts.SyntaxKind.MultiLineCommentTrivia, text, true);
  }

  /** Prints statements as a module. Then reads it again: what does not parse is our bug, not the user's. */
  print(statements: readonly St[], banner: string): string {
    const printer = this.ts.createPrinter({ newLine: this.ts.NewLineKind.LineFeed, removeComments: false });
    const file = this.ts.createSourceFile('out.ts', '', this.ts.ScriptTarget.ES2022, false, this.ts.ScriptKind.TS);
    const body = statements
      .map((s) => printer.printNode(this.ts.EmitHint.Unspecified, this.ts.setEmitFlags(s, this.ts.EmitFlags.NoAsciiEscaping), file))
      .join('\n');
    return `// ${banner}\n${body}\n`;
  }
}
