import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExternType } from '../../../runtime-glue/wasm/module.js';
import { importsOf } from '../../ir/abi.js';
import { loadedBy, type PackageFile } from '../../measure/glue.js';
import type { Bundle, HostKind } from './host.js';
import { cold, type Job, type OpenImport } from './in-host.js';
import type { MeasuredModule } from './subject.js';

/** Writes what hosts load into a folder of its own. `call` is the export of the first call. */
export function writeBundle(
  folder: string,
  subject: MeasuredModule,
  files: readonly PackageFile[],
  hosts: readonly HostKind[],
  call: string | undefined,
): Bundle {
  const job: Job = { call: call ?? null, open: openImports(subject) };
  const scripts = (target: string) => loadedBy(`${target}.js`, files).map(({ path, text }) => [`host/${path}`, text] as const);
  const texts: Record<string, string | Uint8Array> = {
    'package.json': '{"type":"module"}',
    'cold.js': cold,
    'job.json': JSON.stringify(job),
    'app.wasm': subject.bytes,
  };
  for (const host of hosts) {
    const own = scripts(host.target);
    Object.assign(texts, Object.fromEntries(own), host.files(['cold.js', ...own.map(([path]) => path)]));
  }
  for (const [path, content] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return { folder, files: Object.keys(texts) };
}

/** What a module imports that another module answers, since the ABI leaves that module open. */
function openImports({ module, lowered }: MeasuredModule): OpenImport[] {
  const known = new Set(
    importsOf(lowered.abi).flatMap((item) =>
      [item, ...(item.kind === 'func' ? item.importAliases : [])].map(({ module, field }) => JSON.stringify([module, field])),
    ),
  );
  return module.imports
    .filter(({ module, name }) => !known.has(JSON.stringify([module, name])))
    .map(({ module, name, type }) => ({ module, name, ...stubOf(type) }));
}

type Stub = OpenImport extends infer Open ? (Open extends OpenImport ? Omit<Open, 'module' | 'name'> : never) : never;

function stubOf(type: ExternType): Stub {
  switch (type.kind) {
    case 'func':
      return { kind: 'function' };
    case 'memory':
    case 'table': {
      const { min, max, shared } = type.limits;
      const limits = { initial: Number(min), ...(max === undefined ? {} : { maximum: Number(max) }) };
      if (type.kind === 'memory') return { kind: 'memory', descriptor: { ...limits, shared }, value: 'none' };
      return { kind: 'table', descriptor: { ...limits, element: type.element === 'funcref' ? 'anyfunc' : type.element }, value: 'none' };
    }
    case 'global': {
      const value = type.type === 'i64' ? 'bigint' : /^[if]\d/.test(type.type) ? 'number' : 'none';
      return { kind: 'global', descriptor: { value: type.type === 'funcref' ? 'anyfunc' : type.type, mutable: type.mutable }, value };
    }
    case 'tag':
      return { kind: 'tag', descriptor: { parameters: type.params }, value: 'none' };
  }
}
