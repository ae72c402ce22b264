import type ts from 'typescript';
import { InternalError } from '../../../diagnostics/diagnostic.js';
import { docLines } from '../../../emit/text/visible.js';
import type { Ast, St } from '../ast.js';
import type { Tokens } from './shape.js';

/**
 * Builds again, node by node, what json-schema-to-typescript wrote, with the texts for which it was given tokens. Only
 * nodes that a type of data is made of pass; any other is our bug.
 */
export class Rebuilder {
  readonly #ts: typeof ts;
  readonly #file: ts.SourceFile;

  constructor(
    readonly ast: Ast,
    readonly tokens: Tokens,
    /** Names that may be referred to. */
    readonly names: ReadonlySet<string>,
    text: string,
  ) {
    this.#ts = ast.ts;
    this.#file = ast.ts.createSourceFile('payload.d.ts', text, ast.ts.ScriptTarget.ES2022, true, ast.ts.ScriptKind.TS);
  }

  /** The one declaration, under the given name. `doc` stands above it; without, what the text says. */
  declaration(name: string, doc: string): St {
    const [statement, ...more] = this.#file.statements;
    if (statement === undefined || more.length > 0)
      throw new InternalError(`json-schema-to-typescript wrote ${this.#file.statements.length} statements for ${name}`);
    const lines = doc === '' ? this.#doc(statement) : docLines(doc);
    if (this.#ts.isInterfaceDeclaration(statement) && !statement.heritageClauses && !statement.typeParameters)
      return this.ast.doc(this.ast.interface(name, this.#members(statement.members)), lines);
    if (this.#ts.isTypeAliasDeclaration(statement) && !statement.typeParameters)
      return this.ast.doc(this.ast.typeAlias(name, this.#type(statement.type)), lines);
    return this.#refuse(statement);
  }

  #members(members: ts.NodeArray<ts.TypeElement>): ts.TypeElement[] {
    return members.map((member) => {
      if (this.#ts.isIndexSignatureDeclaration(member)) return this.ast.indexSignature(this.#type(member.type));
      if (!this.#ts.isPropertySignature(member) || !this.#ts.isIdentifier(member.name) || member.type === undefined)
        return this.#refuse(member);
      const key = this.tokens.textOf(member.name.text);
      if (key === undefined) return this.#refuse(member);
      return this.ast.doc(this.ast.field(key, this.#type(member.type), member.questionToken !== undefined), this.#doc(member));
    });
  }

  #type(type: ts.TypeNode): ts.TypeNode {
    const t = this.#ts;
    if (t.isParenthesizedTypeNode(type)) return this.#type(type.type);
    if (t.isUnionTypeNode(type)) return this.ast.union(this.#membersOfUnion(type).map((inner) => this.#type(inner)));
    if (t.isIntersectionTypeNode(type)) return this.ast.intersection(type.types.map((inner) => this.#type(inner)));
    if (t.isArrayTypeNode(type)) return this.ast.arrayType(this.#type(type.elementType), true);
    if (t.isTypeLiteralNode(type)) return this.ast.objectType(this.#members(type.members));
    if (t.isLiteralTypeNode(type)) return this.#literal(type);
    if (t.isTypeReferenceNode(type) && !type.typeArguments && t.isIdentifier(type.typeName) && this.names.has(type.typeName.text))
      return this.ast.ty(type.typeName.text);
    const keyword = t.tokenToString(type.kind);
    return keyword !== undefined && ['string', 'number', 'bigint', 'boolean', 'unknown', 'never', 'undefined'].includes(keyword)
      ? this.ast.ty(keyword)
      : this.#refuse(type);
  }

  /** Without the unions inside it, which mean the same. */
  #membersOfUnion(type: ts.TypeNode): ts.TypeNode[] {
    if (this.#ts.isParenthesizedTypeNode(type)) return this.#membersOfUnion(type.type);
    return this.#ts.isUnionTypeNode(type) ? type.types.flatMap((inner) => this.#membersOfUnion(inner)) : [type];
  }

  #literal({ literal }: ts.LiteralTypeNode): ts.TypeNode {
    const { SyntaxKind } = this.#ts;
    const negative = this.#ts.isPrefixUnaryExpression(literal) && literal.operator === SyntaxKind.MinusToken;
    const value = negative ? literal.operand : literal;
    if (value.kind === SyntaxKind.NullKeyword) return this.ast.ty('null');
    if (value.kind === SyntaxKind.TrueKeyword || value.kind === SyntaxKind.FalseKeyword)
      return this.ast.literalType(value.kind === SyntaxKind.TrueKeyword);
    if (this.#ts.isStringLiteral(value)) return this.ast.literalType(value.text);
    if (this.#ts.isNumericLiteral(value)) return this.ast.literalType(Number(value.text) * (negative ? -1 : 1));
    if (this.#ts.isBigIntLiteral(value)) return this.ast.literalType(BigInt(value.text.slice(0, -1)) * (negative ? -1n : 1n));
    return this.#refuse(value);
  }

  #doc(node: ts.Node): string[] {
    const [comment] = this.#ts.getLeadingCommentRanges(this.#file.text, node.pos) ?? [];
    return comment === undefined ? [] : docLines(this.tokens.textOf(this.#file.text.slice(comment.pos, comment.end)) ?? '');
  }

  #refuse(node: ts.Node): never {
    throw new InternalError(`json-schema-to-typescript wrote what no type of data has: ${this.#ts.SyntaxKind[node.kind]}`);
  }
}
