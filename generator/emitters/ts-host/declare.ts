import type ts from 'typescript';
import { answerText } from '../../emit/facts.js';
import { deprecationText } from '../../emit/lifecycle.js';
import { camelCase } from '../../emit/names.js';
import { docLines } from '../../emit/text/visible.js';
import { baseType, type Deprecation, type NamedType, type PackedField, type Scalar, type Type } from '../../ir/abi.js';
import type { LoweredInterface } from '../../ir/lowered.js';
import { scalarOf } from '../../ir/scalars.js';
import type { Ast, St, Ty } from './ast.js';
import { signatureText } from './bind.js';
import { failureCases, isHosted, maySuspend } from './hosted.js';
import { type HostNames, isRequired, paramName } from './names.js';
import { type HostMethod, handlesOf, planMethod } from './plan.js';
import { isBig } from './values.js';

/** Declarations of the types and host interfaces, as a host implementer reads them. */
export class Declarations {
  constructor(
    readonly ast: Ast,
    readonly names: HostNames,
    readonly strictHost: boolean,
  ) {}

  scalar(scalar: Scalar): Ty {
    return scalar === 'bool' ? 'boolean' : isBig(scalar) ? 'bigint' : 'number';
  }

  /** The host's type of a value. Handles that the glue issues are type parameters of the interface. */
  value(type: Type): ts.TypeNode {
    const { ast } = this;
    switch (type.kind) {
      case 'scalar':
        return ast.ty(this.scalar(type.scalar));
      case 'string':
        return ast.ty('string');
      case 'bytes':
        return ast.ty('Uint8Array');
      case 'buffers':
        return ast.arrayType('Uint8Array', true);
      case 'pointer':
        return ast.ty('GuestPointer');
      case 'address':
        return ast.ty('number');
      case 'stream':
        return ast.ty('GuestStream');
      case 'cancel-token':
        return ast.union(['CancelToken', 'null']);
      case 'errors':
        return ast.ty('number');
      case 'list':
        return ast.arrayType(this.value(type.of), true);
      default:
        return ast.ty(this.names.type(type));
    }
  }

  /** Lines of a JSDoc comment. */
  lines(doc: string, deprecated?: Deprecation, extra: readonly string[] = []): string[] {
    const gone = deprecationText(deprecated);
    return [...docLines(doc), ...extra, ...(gone === undefined ? [] : [`@deprecated ${gone}`])].filter(
      (line, i, all) => line !== '' || i < all.length - 1,
    );
  }

  /** Declaration of a named type, and of its constants. Payloads are declared elsewhere. */
  type(type: NamedType): St[] {
    const { ast } = this;
    const name = this.names.type(type);
    const doc = (s: St, extra: readonly string[] = []): St => ast.doc(s, this.lines(type.doc, type.deprecated, extra));
    const scalar = scalarOf(type);
    switch (type.kind) {
      case 'alias':
        return [doc(ast.typeAlias(name, this.value(type.type)), type.unit === undefined ? [] : [`Unit: ${type.unit}.`])];
      case 'handle':
        return type.issuedBy === 'glue'
          ? []
          : [doc(ast.typeAlias(name, ast.ty(this.scalar(type.repr))), ['A number that the host chose.'])];
      case 'opaque':
        return [doc(ast.typeAlias(name, ast.ty(this.scalar(type.repr))))];
      case 'enum':
      case 'flags': {
        const cases = type.kind === 'enum' ? type.cases : type.bits;
        const literal = (v: bigint) => ast.literalType(isBig(scalar as Scalar) ? v : Number(v));
        const members = cases.map((c) => ast.doc(ast.field(c.name, literal(c.value)), this.lines(c.doc, c.deprecated)));
        const open = type.kind === 'flags' || type.open || type.ranges.length > 0;
        return [
          doc(ast.declareConst(name, ast.objectType(members))),
          ast.doc(
            ast.typeAlias(name, open ? ast.ty(this.scalar(type.repr)) : ast.union(cases.map((c) => literal(c.value)))),
            this.lines(type.doc, type.deprecated),
          ),
        ];
      }
      case 'errors': {
        const failure = ast.generic('Failure', ast.literalType(type.id));
        const members = failureCases(type).map((c) =>
          ast.doc(ast.field(c.name, failure), this.lines(c.doc, c.deprecated, [`Code ${c.value}.`])),
        );
        return [doc(ast.declareConst(name, ast.objectType(members))), ast.typeAlias(name, failure)];
      }
      case 'record':
        return [
          doc(
            ast.interface(
              name,
              type.fields
                .filter((f) => !f.reserved)
                .map((f) => ast.doc(ast.field(camelCase(f.name), this.value(f.type)), this.lines(f.doc, f.deprecated))),
            ),
          ),
        ];
      case 'variant':
        return [
          doc(
            ast.typeAlias(
              name,
              ast.union(
                type.cases.map((c) =>
                  ast.objectType([
                    ast.field('kind', ast.literalType(camelCase(c.name))),
                    ...(c.type ? [ast.doc(ast.field('value', this.value(c.type)), this.lines(c.doc, c.deprecated))] : []),
                  ]),
                ),
              ),
            ),
          ),
        ];
      case 'packed': {
        const single = type.unwrap ? type.fields[0] : undefined;
        return [doc(ast.typeAlias(name, single ? this.#packed(single) : ast.objectType(type.fields.map((f) => this.#packedMember(f)))))];
      }
      case 'packed-union':
        return [
          doc(
            ast.typeAlias(
              name,
              ast.union(
                type.cases.map((c) =>
                  ast.objectType([ast.field('kind', ast.literalType(camelCase(c.name))), ...c.fields.map((f) => this.#packedMember(f))]),
                ),
              ),
            ),
          ),
        ];
      default:
        return [];
    }
  }

  #packedMember(field: PackedField): ts.TypeElement {
    return this.ast.doc(this.ast.field(camelCase(field.name), this.#packed(field)), this.lines(field.doc));
  }
  #packed(field: PackedField): ts.TypeNode {
    return field.list ? this.ast.arrayType(this.value(field.type), true) : this.value(field.type);
  }

  /** The interface that a host of one target implements. */
  host(i: LoweredInterface, target: string): St | undefined {
    const { ast } = this;
    const methods = i.functions.filter((f) => isHosted(f.func, target) && !f.func.taskPart).map(planMethod);
    if (methods.length === 0) return undefined;
    const handles = handlesOf(methods).map((id) => ast.typeParam(this.names.typeOf(id), 'object', 'object'));
    return ast.doc(
      ast.interface(
        this.names.host(i.interface),
        methods.map((m) => this.method(m)),
        handles,
      ),
      this.lines(
        i.interface.doc,
        undefined,
        handles.length > 0 ? ["The type parameters are the host's own objects behind its handles."] : [],
      ),
    );
  }

  method(m: HostMethod): ts.TypeElement {
    const { ast, names } = this;
    const { func } = m.lowered;
    // A task is answered through its poll.
    const answered = m.poll ?? m;
    const { result } = answered.lowered.func;
    const params = m.args.map((a) => ast.param(a.name, a.kind === 'capacity' ? 'number' : this.argument(a.passing.param)));
    if (m.poll) params.push(ast.param('context', 'TaskContext'));
    const failures = (result?.errors ?? []).map((d) => ast.ty(names.type(d)));
    const outputs = answered.outputs.map((o) => ({
      name: o.name,
      type:
        o.passing === undefined && result?.absent !== undefined
          ? ast.union([this.argumentType(o.type), 'null'])
          : this.argumentType(o.type),
      doc: o.passing?.param.doc ?? result?.doc ?? '',
    }));
    const value: Ty = func.noreturn
      ? 'never'
      : m.counted
        ? 'number'
        : outputs.length === 0
          ? 'undefined'
          : outputs.length === 1
            ? (outputs[0]?.type as ts.TypeNode)
            : ast.objectType(outputs.map((o) => ast.doc(ast.field(o.name, o.type), this.lines(o.doc))));
    // The glue pumps by itself: what a host adds to that is its own affair.
    const required = func.pumps.length === 0 && isRequired(names.lowered.abi, func, this.strictHost);
    const answer = ast.union([value, ...failures]);
    const returned = m.poll || maySuspend(func) ? ast.union([answer, ast.generic('Promise', answer)]) : answer;
    return ast.doc(ast.method(names.method(m.lowered), params, returned, !required), this.methodLines(m));
  }

  argumentType(type: Type): ts.TypeNode {
    const base = baseType(type);
    return base.kind === 'handle' && base.issuedBy === 'glue' ? this.ast.ty(this.names.typeOf(base.id)) : this.value(type);
  }

  argument(param: HostMethod['lowered']['passings'][number]['param']): ts.TypeNode {
    const type = this.argumentType(param.type);
    return param.optional || param.absent !== undefined ? this.ast.union([type, 'null']) : type;
  }

  methodLines(m: HostMethod): string[] {
    const { func } = m.lowered;
    const authority = func.authority.kind === 'none' ? 'none' : func.authority.names.join(func.authority.kind === 'all' ? ' and ' : ' or ');
    const params = m.args.map((a) => {
      const unit = a.passing.param.unit === undefined ? '' : ` In ${a.passing.param.unit}.`;
      const own =
        a.kind === 'capacity'
          ? `Room that the guest has for ${paramName(a.passing.param)}.`
          : a.kind === 'view'
            ? `To be filled; ${docLines(a.passing.param.doc).join(' ')}`
            : docLines(a.passing.param.doc).join(' ');
      const consumed = a.passing.param.own ? ' The handle is closed by this call.' : '';
      return own || unit || consumed ? `@param ${a.name} ${own}${unit}${consumed}`.trimEnd() : '';
    });
    const returned = m.counted ? 'how many bytes were filled' : func.result?.doc ? docLines(func.result.doc).join(' ') : '';
    const unit = func.result?.unit === undefined ? '' : ` In ${func.result.unit}.`;
    return this.lines(func.doc, func.deprecated, [
      ...(func.normative ? ['', ...docLines(func.normative)] : []),
      '',
      `Import \`${func.module}.${func.field}\` ${signatureText(m.lowered)}${func.since ? `, since ${func.since}` : ''}. Capability: ${authority}.`,
      ...(func.optional ? [`A host may leave it out; it then ${answerText(func.missing)}.`] : []),
      ...(func.effects.blocking ? [`May block; where the target forbids it: ${func.effects.whereForbidden}.`] : []),
      ...(maySuspend(func) ? ['May be async: the guest is suspended (option `suspend`), or asks again.'] : []),
      ...(m.poll ? [`Runs as a task while the guest goes on; what it gives is answered to ${m.poll.lowered.func.id}.`] : []),
      ...params.filter((line) => line !== ''),
      ...(returned || unit ? [`@returns ${returned}${unit}`.trim()] : []),
    ]);
  }
}
