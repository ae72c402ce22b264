import { Ast } from '../../../generator/emitters/ts-host/ast.js';
import { payloadChecks, payloadDeclarations } from '../../../generator/emitters/ts-host/payload/index.js';
import type { PayloadType } from '../../../generator/ir/abi.js';
import { compile } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';

const origin = { file: 'x.json', pointer: '' };
const life = { since: undefined, status: 'active', stability: 'stable', deprecated: undefined } as const;

/** A payload type as the resolver makes it. */
export const payloadType = (name: string, schema: object | undefined, more: Partial<PayloadType> = {}): PayloadType => ({
  ...life,
  kind: 'payload',
  name,
  id: `x.${name}`,
  aliases: [],
  doc: '',
  origin,
  codec: 'json',
  schema,
  buffers: [],
  ...more,
});

type Check = (value: unknown) => boolean;

const nameOf = (type: PayloadType): string => type.name;

export const checksText = (types: readonly PayloadType[]): string => {
  const ast = new Ast();
  return ast.print(payloadChecks(ast, types, nameOf), 'test');
};

/** The emitted checks, loaded as a module. */
export async function loadChecks(types: readonly PayloadType[]): Promise<Record<string, Check>> {
  return (await import(`data:text/javascript;base64,${Buffer.from(checksText(types)).toString('base64')}`)) as Record<string, Check>;
}

export async function declarationsText(types: readonly PayloadType[], taken: readonly string[] = []): Promise<string> {
  const ast = new Ast();
  return ast.print(await payloadDeclarations(ast, types, nameOf, new Set(taken)), 'test');
}

/** What the resolver says about a payload type whose schema is a file of its own; pointers are those of that file. */
export function profileFaults(schema: unknown, more: object = {}): string[] {
  const abi = { abi: 'x', version: '1.0.0', doc: 'X.', targets: {}, capabilities: {}, interfaces: ['x.json'] };
  const type = { kind: 'payload', codec: 'msgpack', doc: 'P.', schema: 'p.schema.json', ...more };
  const files = { 'abi.json': abi, 'x.json': { interface: 'x', module: 'env', doc: 'X.', types: { p: type } }, 'p.schema.json': schema };
  const host = memoryHost(Object.fromEntries(Object.entries(files).map(([name, value]) => [`a/${name}`, JSON.stringify(value)])));
  const faults = compile(host, 'a').diagnostics.filter((d) => d.severity === 'error');
  return faults.map((d) => `${d.span?.pointer ?? ''}: ${d.message}`);
}
