import { InternalError } from '../../../diagnostics/diagnostic.js';
import type { PayloadType } from '../../../ir/abi.js';
import { type PayloadSchema, segmentsOf } from '../../../ir/payload-schema.js';
import type { Ast, Ex, St } from '../ast.js';
import { Conditions } from './conditions.js';
import { Helpers } from './helpers.js';
import { Limits } from './limits.js';
import type { NameOf } from './names.js';
import { referredIn, rootOf, schemaAt } from './references.js';

/** How many references a value may lead through, one inside the other. Deeper values are refused before the stack ends. */
const maxDepth = 64;

/**
 * The module that checks decoded values: for each payload type a function `is<Name>(value)`, and functions of its own for
 * what its schema refers to. Values are data, as codecs make them: no getters, no proxies.
 */
export function payloadChecks(ast: Ast, types: readonly PayloadType[], nameOf: NameOf): St[] {
  const helpers = new Helpers(ast);
  const checks = types.flatMap((type) => checksOf(ast, helpers, type, nameOf(type)));
  return [...helpers.declarations(), ...checks];
}

function checksOf(ast: Ast, helpers: Helpers, type: PayloadType, name: string): St[] {
  const root: PayloadSchema = type.codec === 'arrow-ipc' ? { format: 'bytes' } : rootOf(type);
  const limits = new Limits(ast, helpers, type.codec !== 'json');
  const pointers = referredIn(root);
  const functions = functionNames(pointers, name);
  const conditions = (depth: Ex): Conditions =>
    new Conditions(ast, helpers, limits, (pointer, value) => {
      const called = functions.get(pointer);
      if (called === undefined) throw new InternalError(`no check for ${pointer} of ${type.id}`);
      return ast.call(called, value, depth);
    });
  const inner = pointers.map((pointer) => {
    const tooDeep = ast.if(ast.bin('depth', '>', ast.num(maxDepth)), ast.ret(ast.bool(false)));
    const body = bodyOf(ast, conditions(ast.bin('depth', '+', ast.num(1))).of(schemaAt(root, pointer), 'value'));
    return ast.func(functions.get(pointer) ?? '', ['value', 'depth'], [tooDeep, ...body], false);
  });
  const outer = ast.func(`is${name}`, ['value'], bodyOf(ast, conditions(ast.num(1)).of(root, 'value')));
  return [...inner, ast.doc(outer, [`Whether a decoded value is a ${name}.`])];
}

/** `DbRequest$entry`: the names of payload types have no `$`. */
function functionNames(pointers: readonly string[], name: string): ReadonlyMap<string, string> {
  const used = new Set<string>();
  return new Map(
    pointers.map((pointer) => {
      const plain = `${name}$${(segmentsOf(pointer).at(-1) ?? 'root').replaceAll(/[^A-Za-z0-9_]/g, '_')}`;
      let unique = plain;
      for (let n = 2; used.has(unique); n++) unique = `${plain}$${n}`;
      used.add(unique);
      return [pointer, unique];
    }),
  );
}

/** One statement for each condition, so that the module can be read and stepped through. */
function bodyOf(ast: Ast, conditions: readonly Ex[]): St[] {
  const last = conditions.at(-1);
  if (last === undefined) return [ast.ret(ast.bool(true))];
  return [...conditions.slice(0, -1).map((condition) => ast.if(ast.not(condition), ast.ret(ast.bool(false)))), ast.ret(last)];
}
