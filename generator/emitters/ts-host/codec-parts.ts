import { baseType, type Target } from '../../ir/abi.js';
import type { LoweredAbi, LoweredInterface } from '../../ir/lowered.js';
import type { Ast, Ex } from './ast.js';
import { isHosted } from './hosted.js';

/** The glue's check of what a codec may be given to decode, for those whose decoders make room for all that is declared. */
const checks: Readonly<Record<string, string>> = { cbor: 'fitsCbor', msgpack: 'fitsMsgpack' };

/** Codecs that the payloads of an interface need on a target, beside json. */
export function codecsOf(i: LoweredInterface, target: Target): string[] {
  const params = i.functions.filter((f) => isHosted(f.func, target.name)).flatMap((f) => f.func.params.map((p) => baseType(p.type)));
  return [...new Set(params.flatMap((t) => (t.kind === 'payload' && t.codec !== 'json' ? [t.codec.replace('-', '')] : [])))].sort();
}

/** What finds the codecs of a guest. */
export function codecsPart(ast: Ast, { interfaces }: LoweredAbi, target: Target, glue: (name: string) => string): Ex {
  const used = [...new Set(interfaces.flatMap((i) => codecsOf(i, target)))].sort();
  const fits = used.flatMap((codec) => {
    const check = checks[codec];
    return check === undefined ? [] : [[codec, glue(check)] as const];
  });
  return ast.arrow(['given', 'interfaces'], ast.call(glue('codecsOf'), ast.obj(fits), 'given', 'interfaces'));
}
