import type { LoweredAbi } from '../../../generator/ir/lowered.js';
import { compile } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';

/** Compiles an ABI `demo` of the given interfaces, each with the module `env` and what stands in it. */
export function abiOf(interfaces: Readonly<Record<string, object>>): LoweredAbi {
  const files = Object.entries(interfaces).map(([name, members], i) => [
    `${i}.json`,
    JSON.stringify({ interface: name, module: 'env', ...members }),
  ]);
  const abi = {
    abi: 'demo',
    version: '1.0.0',
    targets: { wasi: { threads: 'disabled', blocking: 'allowed' } },
    capabilities: {},
    interfaces: files.map(([path]) => path),
  };
  const { value, diagnostics } = compile(memoryHost({ ...Object.fromEntries(files), 'abi.json': JSON.stringify(abi) }), '.');
  if (!value) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
  return value.lowered;
}

/** An imported function. */
export const call = (field: string, more: object = {}): object => ({
  import: field,
  doc: 'A call.',
  capability: 'none',
  capabilityReason: 'It touches nothing outside the guest.',
  ...more,
});
