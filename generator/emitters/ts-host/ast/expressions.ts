import type ts from 'typescript';
import { InternalError } from '../../../diagnostics/diagnostic.js';
import { type Ex, type St, typescript } from './nodes.js';

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

/** Builds expressions. Names are checked, so that no text of a schema can become code. */
export class Expressions {
  readonly ts = typescript();
  protected readonly f = this.ts.factory;

  ex(e: Ex): ts.Expression {
    if (typeof e !== 'string') return e;
    const [first, ...rest] = e.split('.');
    return rest.reduce<ts.Expression>(
      (object, name) => this.f.createPropertyAccessExpression(object, this.name(name)),
      this.name(first ?? ''),
    );
  }

  name(text: string): ts.Identifier {
    if (!/^[A-Za-z_$][\w$]*$/.test(text)) throw new InternalError(`not an identifier: ${JSON.stringify(text)}`);
    return this.f.createIdentifier(text);
  }

  num(value: number | bigint): ts.Expression {
    const literal =
      typeof value === 'bigint'
        ? this.f.createBigIntLiteral(`${value < 0n ? -value : value}n`)
        : this.f.createNumericLiteral(Math.abs(value));
    return value < 0 ? this.f.createPrefixUnaryExpression(this.ts.SyntaxKind.MinusToken, literal) : literal;
  }

  str(value: string): ts.StringLiteral {
    return this.f.createStringLiteral(value, true);
  }

  bool(value: boolean): ts.Expression {
    return value ? this.f.createTrue() : this.f.createFalse();
  }

  undef(): ts.Expression {
    return this.f.createIdentifier('undefined');
  }

  nul(): ts.Expression {
    return this.f.createNull();
  }

  prop(object: Ex, name: string): ts.Expression {
    return this.f.createPropertyAccessExpression(this.ex(object), this.name(name));
  }

  index(object: Ex, key: Ex | number): ts.Expression {
    return this.f.createElementAccessExpression(this.ex(object), typeof key === 'number' ? key : this.ex(key));
  }

  call(callee: Ex, ...args: Ex[]): ts.Expression {
    return this.f.createCallExpression(
      this.ex(callee),
      undefined,
      args.map((a) => this.ex(a)),
    );
  }

  create(type: Ex, ...args: Ex[]): ts.Expression {
    return this.f.createNewExpression(
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
    return this.f.createBinaryExpression(this.ex(left), token, this.ex(right));
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
    return this.f.createLogicalNot(this.ts.isBinaryExpression(inner) ? this.f.createParenthesizedExpression(inner) : inner);
  }

  paren(e: Ex): ts.Expression {
    return this.f.createParenthesizedExpression(this.ex(e));
  }

  typeOf(e: Ex, name: string): ts.Expression {
    return this.bin(this.f.createTypeOfExpression(this.ex(e)), '===', this.str(name));
  }

  cond(test: Ex, yes: Ex, no: Ex): ts.Expression {
    return this.f.createConditionalExpression(this.ex(test), undefined, this.ex(yes), undefined, this.ex(no));
  }

  arr(items: readonly Ex[], multiLine = false): ts.Expression {
    return this.f.createArrayLiteralExpression(
      items.map((i) => this.ex(i)),
      multiLine,
    );
  }

  /** An object literal. Keys that are not identifiers are quoted. */
  obj(entries: readonly (readonly [string, Ex])[], multiLine = false): ts.Expression {
    return this.f.createObjectLiteralExpression(
      entries.map(([key, value]) =>
        typeof value === 'string' && value === key
          ? this.f.createShorthandPropertyAssignment(key)
          : this.f.createPropertyAssignment(this.key(key), this.ex(value)),
      ),
      multiLine,
    );
  }

  /** A property name. `__proto__: x` would set the prototype, so it is computed. */
  key(key: string): ts.PropertyName {
    if (key === '__proto__') return this.f.createComputedPropertyName(this.str(key));
    return /^[A-Za-z_$][\w$]*$/.test(key) ? this.name(key) : this.str(key);
  }

  arrow(params: readonly string[], body: readonly St[] | ts.Expression): ts.Expression {
    return this.f.createArrowFunction(
      undefined,
      undefined,
      params.map((p) => this.plainParam(p)),
      undefined,
      undefined,
      Array.isArray(body)
        ? this.f.createBlock([...(body as St[])], true)
        : this.ts.isObjectLiteralExpression(body as ts.Expression)
          ? this.f.createParenthesizedExpression(body as ts.Expression)
          : (body as ts.Expression),
    );
  }

  spread(e: Ex): ts.Expression {
    return this.f.createSpreadElement(this.ex(e));
  }

  /** A parameter without a type. */
  protected plainParam(name: string): ts.ParameterDeclaration {
    return this.f.createParameterDeclaration(undefined, undefined, this.name(name));
  }

  /** Marks a call without side effects, so that bundlers can drop it. */
  pure(e: ts.Expression): ts.Expression {
    return this.ts.addSyntheticLeadingComment(e, this.ts.SyntaxKind.MultiLineCommentTrivia, '#__PURE__', false);
  }
}
