import type ts from 'typescript';
import type { St, Ty } from './nodes.js';
import { Statements } from './statements.js';

/** Builds types and declarations. */
export class Types extends Statements {
  param(name: string, type?: Ty, optional = false): ts.ParameterDeclaration {
    return this.f.createParameterDeclaration(
      undefined,
      undefined,
      this.name(name),
      optional ? this.f.createToken(this.ts.SyntaxKind.QuestionToken) : undefined,
      type === undefined ? undefined : this.ty(type),
    );
  }

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
    if (keyword !== undefined) return this.f.createKeywordTypeNode(keyword as ts.KeywordTypeSyntaxKind);
    if (t === 'null') return this.f.createLiteralTypeNode(this.f.createNull());
    return this.generic(t);
  }

  generic(name: string, ...args: Ty[]): ts.TypeNode {
    return this.f.createTypeReferenceNode(this.entity(name), args.length === 0 ? undefined : args.map((a) => this.ty(a)));
  }

  entity(name: string): ts.EntityName {
    const [first, ...rest] = name.split('.');
    return rest.reduce<ts.EntityName>((left, right) => this.f.createQualifiedName(left, this.name(right)), this.name(first ?? ''));
  }

  union(types: readonly Ty[]): ts.TypeNode {
    const nodes = types.map((t) => this.ty(t));
    return nodes.length === 1 ? (nodes[0] as ts.TypeNode) : this.f.createUnionTypeNode(nodes);
  }

  intersection(types: readonly Ty[]): ts.TypeNode {
    return this.f.createIntersectionTypeNode(types.map((t) => this.ty(t)));
  }

  literalType(value: string | number | bigint | boolean): ts.TypeNode {
    const literal = typeof value === 'string' ? this.str(value) : typeof value === 'boolean' ? this.bool(value) : this.num(value);
    return this.f.createLiteralTypeNode(literal as ts.LiteralTypeNode['literal']);
  }

  arrayType(of: Ty, readonlyArray = false): ts.TypeNode {
    return readonlyArray
      ? this.f.createTypeOperatorNode(this.ts.SyntaxKind.ReadonlyKeyword, this.f.createArrayTypeNode(this.ty(of)))
      : this.f.createArrayTypeNode(this.ty(of));
  }

  /** A readonly property. */
  field(name: string, type: Ty, optional = false): ts.TypeElement {
    return this.f.createPropertySignature(
      [this.f.createToken(this.ts.SyntaxKind.ReadonlyKeyword)],
      this.key(name),
      optional ? this.f.createToken(this.ts.SyntaxKind.QuestionToken) : undefined,
      this.ty(type),
    );
  }

  /** `readonly [key: string]: type` */
  indexSignature(type: Ty): ts.TypeElement {
    return this.f.createIndexSignature(
      [this.f.createToken(this.ts.SyntaxKind.ReadonlyKeyword)],
      [this.param('key', 'string')],
      this.ty(type),
    );
  }

  method(name: string, params: readonly ts.ParameterDeclaration[], returns: Ty, optional = false): ts.TypeElement {
    return this.f.createMethodSignature(
      undefined,
      // Bare, it would be a construct signature.
      name === 'new' ? this.str(name) : this.key(name),
      optional ? this.f.createToken(this.ts.SyntaxKind.QuestionToken) : undefined,
      undefined,
      [...params],
      this.ty(returns),
    );
  }

  objectType(members: readonly ts.TypeElement[]): ts.TypeNode {
    return this.f.createTypeLiteralNode([...members]);
  }

  typeParam(name: string, constraint?: Ty, fallback?: Ty): ts.TypeParameterDeclaration {
    return this.f.createTypeParameterDeclaration(
      undefined,
      this.name(name),
      constraint === undefined ? undefined : this.ty(constraint),
      fallback === undefined ? undefined : this.ty(fallback),
    );
  }

  interface(name: string, members: readonly ts.TypeElement[], typeParams: readonly ts.TypeParameterDeclaration[] = []): St {
    return this.f.createInterfaceDeclaration(
      [this.f.createToken(this.ts.SyntaxKind.ExportKeyword)],
      this.name(name),
      typeParams.length === 0 ? undefined : [...typeParams],
      undefined,
      [...members],
    );
  }

  typeAlias(name: string, type: Ty, typeParams: readonly ts.TypeParameterDeclaration[] = []): St {
    return this.f.createTypeAliasDeclaration(
      [this.f.createToken(this.ts.SyntaxKind.ExportKeyword)],
      this.name(name),
      typeParams.length === 0 ? undefined : [...typeParams],
      this.ty(type),
    );
  }

  /** `export declare const name: type` */
  declareConst(name: string, type: Ty): St {
    const modifiers = [this.f.createToken(this.ts.SyntaxKind.ExportKeyword), this.f.createToken(this.ts.SyntaxKind.DeclareKeyword)];
    return this.f.createVariableStatement(
      modifiers,
      this.f.createVariableDeclarationList(
        [this.f.createVariableDeclaration(this.name(name), undefined, this.ty(type))],
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
    const modifiers = [this.f.createToken(this.ts.SyntaxKind.ExportKeyword), this.f.createToken(this.ts.SyntaxKind.DeclareKeyword)];
    return this.f.createFunctionDeclaration(
      modifiers,
      undefined,
      this.name(name),
      typeParams.length === 0 ? undefined : [...typeParams],
      [...params],
      this.ty(returns),
      undefined,
    );
  }
}
