import type ts from 'typescript';
import { camelCase } from '../../emit/names.js';
import { baseType, type NamedType, type PackedField, type Scalar } from '../../ir/abi.js';
import type { MemoryType, RecordMemory, VariantMemory } from '../../ir/lowered.js';
import { scalarOf, sizeOf } from '../../ir/scalars.js';
import type { Ast, Ex, St } from './ast.js';
import type { HostNames } from './names.js';
import { isBig, Values } from './values.js';

/** Functions that carry records, variants and packed encodings across, one set a type, as straight-line code. */
export class TypeCode {
  readonly #values: Values;

  constructor(
    readonly ast: Ast,
    readonly names: HostNames,
  ) {
    this.#values = new Values(ast);
  }

  /**
   * `load`, `take` and `store` of a type of fixed layout. `take` makes a checked copy of a host value, reading each property
   * once, so that what is stored is what was checked; undefined if it is not one of the type.
   */
  memory(memory: RecordMemory | VariantMemory): St[] {
    const name = this.names.type(memory.type);
    return memory.kind === 'record' ? this.#record(name, memory) : this.#variant(name, memory);
  }

  #record(name: string, memory: RecordMemory): St[] {
    const { ast } = this;
    const load: St[] = [];
    const loaded: [string, Ex][] = [];
    const take: St[] = [];
    const taken: [string, Ex][] = [];
    const store: St[] = [];
    for (const [i, field] of memory.fields.entries()) {
      const at = this.offset('at', field.offset);
      const key = camelCase(field.name);
      if (field.reserved) {
        // Reserved bytes are zero in both directions, so that a later version can give them a meaning.
        load.push(ast.if(ast.bin(this.loadRaw(field.memory, at), '!==', this.zero(field.memory)), ast.ret(ast.undef())));
        store.push(ast.do(this.storeRaw(field.memory, at, this.zero(field.memory))));
        continue;
      }
      const local = `field${i}`;
      load.push(...this.loadField(field.memory, at, local, loaded, key));
      take.push(...this.takeField(field.memory, ast.prop('value', key), local));
      taken.push([key, local]);
      store.push(...this.storeMemory(field.memory, at, ast.prop('value', key)));
    }
    return [
      ast.func(`load${name}`, ['guest', 'at'], [...load, ast.ret(ast.obj(loaded))]),
      ast.func(`take${name}`, ['value'], [this.#unlessRecord(), ...take, ast.ret(ast.obj(taken))]),
      ast.func(`store${name}`, ['guest', 'at', 'value'], store),
    ];
  }

  #unlessRecord(): St {
    const { ast } = this;
    return ast.if(ast.not(ast.call('isRecord', 'value')), ast.ret(ast.undef()));
  }

  #variant(name: string, memory: VariantMemory): St[] {
    const { ast } = this;
    const payloadAt = this.offset('at', memory.payloadOffset);
    const load = memory.cases.map((c) => {
      const members: [string, Ex][] = [['kind', ast.str(camelCase(c.name))]];
      const body = c.memory === undefined ? [] : this.loadField(c.memory, payloadAt, 'payload', members, 'value');
      return { test: this.tagLiteral(memory, c.value), body: [ast.block([...body, ast.ret(ast.obj(members))])] };
    });
    const take = memory.cases.map((c) => {
      const kind = ast.str(camelCase(c.name));
      const payload = c.memory === undefined ? [] : this.takeField(c.memory, ast.prop('value', 'value'), 'payload');
      const members: [string, Ex][] = [['kind', kind], ...(c.memory === undefined ? [] : [['value', 'payload'] as [string, Ex]])];
      return { test: kind, body: [ast.block([...payload, ast.ret(ast.obj(members))])] };
    });
    const store = memory.cases.map((c) => ({
      test: ast.str(camelCase(c.name)),
      body: [
        ast.do(this.#values.store(memory.tag, 'at', this.tagLiteral(memory, c.value))),
        ...(c.memory === undefined ? [] : this.storeMemory(c.memory, payloadAt, ast.prop('value', 'value'))),
        ast.ret(),
      ],
    }));
    const otherwise = { test: undefined, body: [ast.ret(ast.undef())] };
    return [
      ast.func(`load${name}`, ['guest', 'at'], [ast.switch(this.#values.load(memory.tag, 'at'), [...load, otherwise])]),
      ast.func(`take${name}`, ['value'], [this.#unlessRecord(), ast.switch('value.kind', [...take, otherwise])]),
      ast.func(`store${name}`, ['guest', 'at', 'value'], [ast.switch('value.kind', store)]),
    ];
  }

  tagLiteral(memory: VariantMemory, value: bigint): ts.Expression {
    return this.ast.num(isBig(memory.tag) ? value : Number(value));
  }

  /** Loads one value into `local`, returning undefined from the enclosing function if it is not of its type. */
  loadField(memory: MemoryType, at: ts.Expression, local: string, members: [string, Ex][], key: string): St[] {
    const { ast } = this;
    if (memory.kind !== 'scalar') {
      members.push([key, local]);
      return [
        ast.const(local, ast.call(`load${this.names.type(memory.type)}`, 'guest', at)),
        ast.if(ast.bin(local, '===', ast.undef()), ast.ret(ast.undef())),
      ];
    }
    const lifted = this.#values.fromMemory(memory.type, memory.scalar, local);
    members.push([key, lifted.value]);
    return [
      ast.const(local, this.#values.load(memory.scalar, at)),
      ...(lifted.invalid ? [ast.if(lifted.invalid, ast.ret(ast.undef()))] : []),
    ];
  }

  /** Takes one part of a host value into `local`, returning undefined from the enclosing function if it is not of its type. */
  takeField(memory: MemoryType, value: ts.Expression, local: string): St[] {
    const { ast } = this;
    const scalar = memory.kind === 'scalar';
    const valid = scalar ? this.#values.check(memory.type, memory.scalar, local).valid : ast.bin(local, '!==', ast.undef());
    return [
      ast.const(local, scalar ? value : ast.call(`take${this.names.type(memory.type)}`, value)),
      ast.if(ast.not(ast.paren(valid)), ast.ret(ast.undef())),
    ];
  }

  storeMemory(memory: MemoryType, at: ts.Expression, value: ts.Expression): St[] {
    if (memory.kind !== 'scalar') return [this.ast.do(this.ast.call(`store${this.names.type(memory.type)}`, 'guest', at, value))];
    return [this.ast.do(this.#values.store(memory.scalar, at, this.#values.check(memory.type, memory.scalar, value).value))];
  }

  offset(at: Ex, offset: number): ts.Expression {
    return offset === 0 ? this.ast.ex(at) : this.ast.bin(at, '+', this.ast.num(offset));
  }

  loadRaw(memory: MemoryType, at: ts.Expression): ts.Expression {
    return memory.kind === 'scalar'
      ? this.#values.load(memory.scalar, at)
      : this.ast.call(`load${this.names.type(memory.type)}`, 'guest', at);
  }
  storeRaw(memory: MemoryType, at: ts.Expression, value: Ex): ts.Expression {
    return memory.kind === 'scalar'
      ? this.#values.store(memory.scalar, at, value)
      : this.ast.call(`store${this.names.type(memory.type)}`, 'guest', at, value);
  }
  zero(memory: MemoryType): ts.Expression {
    return this.ast.num(memory.kind === 'scalar' && isBig(memory.scalar) ? 0n : 0);
  }

  /** `read` and `write` of a packed encoding. */
  packed(type: Extract<NamedType, { kind: 'packed' | 'packed-union' }>): St[] {
    const { ast } = this;
    const name = this.names.type(type);
    if (type.kind === 'packed') {
      const members: [string, Ex][] = [];
      const read = this.#readFields(type.fields, members);
      const single = type.unwrap ? members[0]?.[1] : undefined;
      const write = type.fields.flatMap((f) => this.#write(f, type.unwrap ? ast.ex('value') : ast.prop('value', camelCase(f.name))));
      return [
        ast.func(`read${name}`, ['reader'], [...read, ast.ret(single ?? ast.obj(members))]),
        ast.func(`write${name}`, ['writer', 'value'], write),
      ];
    }
    const tag = (value: bigint): ts.Expression => ast.num(isBig(type.tag) ? value : Number(value));
    const readCases = type.cases.map((c) => {
      const members: [string, Ex][] = [['kind', ast.str(camelCase(c.name))]];
      const body = this.#readFields(c.fields, members);
      return { test: tag(c.value), body: [ast.block([...body, ast.ret(ast.obj(members))])] };
    });
    const writeCases = type.cases.map((c) => ({
      test: ast.str(camelCase(c.name)),
      body: [
        this.#writeNumber(type.tag, tag(c.value), false),
        ...c.fields.flatMap((f) => this.#write(f, ast.prop('value', camelCase(f.name)))),
        ast.ret(),
      ],
    }));
    return [
      ast.func(
        `read${name}`,
        ['reader'],
        [
          ast.switch(this.#readNumber(type.tag, false), [
            ...readCases,
            { test: undefined, body: [ast.do(ast.call('reader.check', ast.bool(false))), ast.ret(ast.undef())] },
          ]),
        ],
      ),
      ast.func(
        `write${name}`,
        ['writer', 'value'],
        [ast.switch('value.kind', [...writeCases, { test: undefined, body: [ast.do(ast.call('writer.check', ast.bool(false)))] }])],
      ),
    ];
  }

  #readFields(fields: readonly PackedField[], members: [string, Ex][]): St[] {
    const { ast } = this;
    return fields.flatMap((field, i) => {
      const local = `field${i}`;
      const key = camelCase(field.name);
      if (field.list) {
        const count = field.length === 'rest' ? ast.num(-1) : this.#prefix(field.length);
        members.push([key, local]);
        return [ast.const(local, ast.call('reader.list', count, ast.arrow(['reader'], this.#readListItem(field))))];
      }
      const scalar = scalarOf(field.type);
      members.push([key, local]);
      if (scalar === undefined) return [ast.const(local, this.#readItem(field, field.length))];
      const { statements, value } = this.#readScalar(field, scalar, local);
      members[members.length - 1] = [key, value];
      return statements;
    });
  }

  /** Reads a number into `local` and checks it; `value` is what it means to the host. */
  #readScalar(field: PackedField, scalar: Scalar, local: string): { readonly statements: St[]; readonly value: ts.Expression } {
    const { ast } = this;
    const lifted = scalar === 'bool' ? { invalid: undefined, value: ast.ex(local) } : this.#values.fromMemory(field.type, scalar, local);
    const check = lifted.invalid ? [ast.do(ast.call('reader.check', ast.not(ast.paren(lifted.invalid))))] : [];
    return { statements: [ast.const(local, this.#readNumber(scalar, field.bigEndian)), ...check], value: lifted.value };
  }

  /** The body of the function that reads one item of a list. */
  #readListItem(field: PackedField): ts.Expression | St[] {
    const scalar = scalarOf(field.type);
    if (scalar === undefined) return this.#readItem(field, field.itemLength);
    const { statements, value } = this.#readScalar(field, scalar, 'item');
    return [...statements, this.ast.ret(value)];
  }

  /** One string, byte string or nested value. */
  #readItem(field: PackedField, length: PackedField['length']): ts.Expression {
    const { ast } = this;
    const base = baseType(field.type);
    const size = (): ts.Expression =>
      typeof length === 'number' ? ast.num(length) : length === 'rest' ? ast.call('reader.rest') : this.#prefix(length);
    if (base.kind === 'string') return ast.call('reader.text', size());
    if (base.kind === 'bytes') return ast.call('reader.raw', size());
    const read = `read${this.names.type(base as NamedType)}`;
    return length === undefined ? ast.call(read, 'reader') : ast.call('reader.nested', size(), read);
  }

  #prefix(length: PackedField['length']): ts.Expression {
    return this.ast.call('reader.uint', this.ast.num(sizeOf(length as 'u8')));
  }

  #readNumber(scalar: Scalar, big: boolean): ts.Expression {
    const { ast } = this;
    const order = big ? [ast.bool(true)] : [];
    if (scalar === 'bool') return ast.call('reader.bool');
    if (scalar === 'f32' || scalar === 'f64') return ast.call('reader.float', ast.num(sizeOf(scalar)), ...order);
    if (isBig(scalar)) return ast.call('reader.big', ast.bool(scalar === 's64'), ...order);
    return ast.call(scalar.startsWith('u') ? 'reader.uint' : 'reader.int', ast.num(sizeOf(scalar)), ...order);
  }

  #write(field: PackedField, value: ts.Expression): St[] {
    const { ast } = this;
    if (!field.list) return this.#writeItem(field, field.length, value);
    const count = field.length === 'rest' ? 0 : sizeOf(field.length as 'u32');
    return [ast.each('item', ast.call('writer.items', value, ast.num(count)), this.#writeItem(field, field.itemLength, ast.ex('item')))];
  }

  #writeItem(field: PackedField, length: PackedField['length'], value: ts.Expression): St[] {
    const { ast } = this;
    const base = baseType(field.type);
    const size =
      typeof length === 'number' ? ast.num(-length) : ast.num(length === 'rest' || length === undefined ? 0 : sizeOf(length as 'u8'));
    if (base.kind === 'string')
      return [
        ast.do(ast.call('writer.check', ast.typeOf(value, 'string'))),
        ast.do(ast.call('writer.sized', ast.call('encode', value), size)),
      ];
    if (base.kind === 'bytes') return [ast.do(ast.call('writer.sized', value, size))];
    if (base.kind === 'packed' || base.kind === 'packed-union') {
      const write = `write${this.names.type(base)}`;
      if (length === undefined) return [ast.do(ast.call(write, 'writer', value))];
      return [ast.do(ast.call('writer.sized', ast.call('pack', 'writer.guest', value, write), size))];
    }
    const scalar = scalarOf(field.type) ?? 'u8';
    const checked = this.#values.check(field.type, scalar, value);
    const written = this.#writeNumber(scalar, checked.value, field.bigEndian);
    // The writer holds integers to their width itself.
    return this.#values.isPlain(field.type, scalar) ? [written] : [ast.do(ast.call('writer.check', checked.valid)), written];
  }

  #writeNumber(scalar: Scalar, value: ts.Expression, big: boolean): St {
    const { ast } = this;
    const order = big ? [ast.bool(true)] : [];
    if (scalar === 'f32' || scalar === 'f64') return ast.do(ast.call('writer.float', ast.num(sizeOf(scalar)), value, ...order));
    if (isBig(scalar)) return ast.do(ast.call('writer.big', value, ast.bool(scalar === 's64'), ...order));
    const bits = sizeOf(scalar) * 8;
    const [min, max] = scalar.startsWith('s') ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
    return ast.do(ast.call('writer.int', ast.num(sizeOf(scalar)), value, ast.num(min), ast.num(max), ...order));
  }
}
