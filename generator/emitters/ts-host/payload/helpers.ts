import type ts from 'typescript';
import type { Ast, Ex, St } from '../ast.js';

/** Functions that several checks share. None begins with `is`, as the checks do. */
export type Helper = 'plainObject' | 'codePoints' | 'distinct';

const facts: Readonly<Record<Helper, string>> = {
  plainObject: 'Whether a value is an object as codecs make them: not of a class, and not a Map.',
  codePoints: 'Number of code points, in which JSON Schema measures strings.',
  distinct: 'Whether no two items are equal; 1 and 1n are.',
};

/** Writes the shared functions, and remembers which are called. */
export class Helpers {
  readonly #used = new Set<Helper>();

  constructor(readonly ast: Ast) {}

  call(helper: Helper, value: Ex): ts.Expression {
    this.#used.add(helper);
    return this.ast.call(helper, value);
  }

  /** The functions that were called. */
  declarations(): St[] {
    const bodies: Readonly<Record<Helper, () => St>> = {
      plainObject: () => this.#plainObject(),
      codePoints: () => this.#codePoints(),
      distinct: () => this.#distinct(),
    };
    return (Object.keys(bodies) as Helper[])
      .filter((helper) => this.#used.has(helper))
      .map((helper) => this.ast.doc(bodies[helper](), [facts[helper]]));
  }

  #plainObject(): St {
    const { ast } = this;
    const isObject = ast.bin(ast.typeOf('value', 'object'), '&&', ast.bin('value', '!==', ast.nul()));
    const plain = ast.bin(ast.bin('prototype', '===', 'Object.prototype'), '||', ast.bin('prototype', '===', ast.nul()));
    return ast.func(
      'plainObject',
      ['value'],
      [
        ast.if(ast.not(isObject), ast.ret(ast.bool(false))),
        ast.const('prototype', ast.call('Object.getPrototypeOf', 'value')),
        ast.ret(plain),
      ],
      false,
    );
  }

  #codePoints(): St {
    const { ast } = this;
    const add = ast.set('count', ast.bin('count', '+', ast.num(1)));
    return ast.func('codePoints', ['text'], [ast.let('count', ast.num(0)), ast.each('_', 'text', [add]), ast.ret('count')], false);
  }

  /** Bigints that a number can be are compared as numbers. */
  #distinct(): St {
    const { ast } = this;
    const asNumber = ast.call('Number', 'item');
    const exact = ast.bin(ast.typeOf('item', 'bigint'), '&&', ast.bin(ast.call('BigInt', asNumber), '===', 'item'));
    const seen = ast.create('Set', ast.call('list.map', ast.arrow(['item'], ast.cond(exact, asNumber, 'item'))));
    return ast.func('distinct', ['list'], [ast.ret(ast.bin(ast.prop(seen, 'size'), '===', 'list.length'))], false);
  }
}
