import type { Abi, CoreType, Func } from '../../generator/ir/abi.js';
import { coreParams, coreResult, exportCores, exportsOf, functionsOf, widthOf } from './model/shape.js';
import { type Action, type Arg, type Program, pageSize, pages } from './program.js';

/**
 * A program as a module in WAT. The guest tells the module `harness` what it does, so that a run can be compared call by call:
 * which site it calls, what came back, and which of its exports was entered with what.
 */
export function toWat(abi: Abi, program: Program): string {
  const functions = new Map(functionsOf(abi).map((f) => [f.id, f]));
  const used = [...new Set(program.sites.map((s) => s.func))];
  const imports = used.map((id, i) => {
    const func = functions.get(id) as Func;
    return `(import ${text(func.module)} ${text(func.field)} (func $f${i} ${signature(coreParams(func), coreResult(func))}))`;
  });
  const body = new Body(program, functions, used);
  const steps = program.steps.map((s, i) => `(func (export "step${i}") ${body.actions(s)})`);
  const hooks = program.hooks.map((h, i) => `(func (export "hook${i}") ${body.actions(h)})`);
  const exported = exportsOf(abi).flatMap((e, i) => {
    const script = program.exports[e.field];
    if (script === undefined) return [];
    const { params, result } = exportCores(e);
    const tell = params.map((core, p) => `(call $param${widthOf(core)} ${asInteger(core, `(local.get ${p})`)})`);
    const end = script.trap ? '(unreachable)' : result === undefined ? '' : constant(result, script.bits);
    return [
      `(func (export ${text(e.field)}) ${signature(params, result)} (call $enter (i32.const ${i})) ${tell.join(' ')} (call $entered) ${body.actions(script.actions)} ${end})`,
    ];
  });
  const globals = program.sites.map((s, i) => {
    const core = coreResult(functions.get(s.func) as Func) ?? 'i32';
    return `(global $r${i} (mut i${widthOf(core)}) (i${widthOf(core)}.const 0))`;
  });
  const segments = program.segments.map((s, i) => `(data $d${i} "${s.bytes.map((b) => `\\${b.toString(16).padStart(2, '0')}`).join('')}")`);
  const inits = program.segments.map((s, i) => `(memory.init $d${i} (i32.const ${s.at}) (i32.const 0) (i32.const ${s.bytes.length}))`);
  return `(module
(import "harness" "site" (func $site (param i32)))
(import "harness" "caught" (func $caught (param i32)))
(import "harness" "got32" (func $got32 (param i32 i32)))
(import "harness" "got64" (func $got64 (param i32 i64)))
(import "harness" "enter" (func $enter (param i32)))
(import "harness" "param32" (func $param32 (param i32)))
(import "harness" "param64" (func $param64 (param i64)))
(import "harness" "entered" (func $entered))
${imports.join('\n')}
(memory (export "memory") ${pages.initial} ${pages.most}${program.shared ? ' shared' : ''})
${globals.join('\n')}
${segments.join('\n')}
(func (export "init") (local $i i32)
  (loop $next
    (i32.store (i32.shl (local.get $i) (i32.const 2)) (i32.xor (i32.mul (local.get $i) (i32.const 0x9e3779b1)) (i32.const 0x5bd1e995)))
    (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const ${(pages.initial * pageSize) / 4}))))
  ${inits.join(' ')})
${[...steps, ...hooks, ...exported].join('\n')})`;
}

class Body {
  constructor(
    readonly program: Program,
    readonly functions: ReadonlyMap<string, Func>,
    readonly used: readonly string[],
  ) {}

  actions(actions: readonly Action[]): string {
    return actions.map((a) => this.#action(a)).join(' ');
  }

  #action(action: Action): string {
    if (action.do === 'grow') return `(drop (memory.grow (i32.const ${action.pages})))`;
    if (action.do === 'store') return `(i32.store8 (i32.const ${action.at}) (i32.const ${action.byte}))`;
    const site = this.program.sites[action.site];
    const func = site && this.functions.get(site.func);
    if (site === undefined || func === undefined) throw new Error(`no site ${action.site}`);
    const cores = coreParams(func);
    const args = site.args.map((a, i) => this.#argument(a, cores[i] as CoreType));
    const call = `(call $f${this.used.indexOf(site.func)} ${args.join(' ')})`;
    const result = coreResult(func);
    const width = result && widthOf(result);
    const kept =
      result === undefined
        ? call
        : `(global.set $r${action.site} ${asInteger(result, call)}) (call $got${width} (i32.const ${action.site}) (global.get $r${action.site}))`;
    const told = `(call $site (i32.const ${action.site})) `;
    return site.caught ? `(try (do ${told}${kept}) (catch_all (call $caught (i32.const ${action.site}))))` : `${told}${kept}`;
  }

  #argument(arg: Arg, core: CoreType): string {
    const width = widthOf(core);
    if (arg.kind === 'const') return constant(core, arg.bits);
    const flip = `(i${width}.const ${BigInt.asIntN(width, arg.xor)})`;
    if (arg.kind === 'load') return asCore(core, `(i${width}.xor (i${width}.load (i32.const ${arg.at})) ${flip})`);
    const source = this.program.sites[arg.site];
    const func = source && this.functions.get(source.func);
    const from = widthOf((func && coreResult(func)) ?? 'i32');
    const got = `(global.get $r${arg.site})`;
    const fitted = from === width ? got : width === 64 ? `(i64.extend_i32_u ${got})` : `(i32.wrap_i64 ${got})`;
    return asCore(core, `(i${width}.xor ${fitted} ${flip})`);
  }
}

const signature = (params: readonly CoreType[], result: CoreType | undefined): string =>
  `${params.map((p) => `(param ${p})`).join(' ')} ${result === undefined ? '' : `(result ${result})`}`;

const asInteger = (core: CoreType, of: string): string => (core.startsWith('f') ? `(i${widthOf(core)}.reinterpret_${core} ${of})` : of);
const asCore = (core: CoreType, of: string): string => (core.startsWith('f') ? `(${core}.reinterpret_i${widthOf(core)} ${of})` : of);
/** Floats by their bits: assemblers do not keep the payload of every NaN. */
const constant = (core: CoreType, bits: bigint): string => asCore(core, `(i${widthOf(core)}.const ${BigInt.asIntN(widthOf(core), bits)})`);

/** Any name as a string of WAT. */
const text = (name: string): string =>
  `"${[...new TextEncoder().encode(name)].map((b) => `\\${b.toString(16).padStart(2, '0')}`).join('')}"`;
