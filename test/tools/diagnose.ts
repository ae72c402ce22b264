import { readFileSync } from 'node:fs';
import type { Diagnostic } from '../../generator/diagnostics/diagnostic.js';
import { formatText } from '../../generator/diagnostics/format.js';
import { createRenderer } from '../../generator/emit/templates.js';
import { emitters } from '../../generator/emitters/registry.js';
import { findVersion, verifyVersion } from '../../generator/history/versions.js';
import { compile, emit } from '../../generator/pipeline.js';
import type { Host } from '../../generator/source/host.js';
import { nodeHost } from '../../generator/source/node-host.js';

const root = new URL('../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/**
 * What the tool says about a folder, up to the last stage that runs. A folder with `abi.json` is one version, which is compiled
 * and emitted; another is an ABI, of which the wanted version is found, compiled and held to the ledger.
 */
export async function diagnose(folder: string, host: Host = nodeHost, wanted?: string): Promise<readonly Diagnostic[]> {
  if (host.kind(`${folder}/abi.json`) === 'file') return diagnoseVersion(folder, host);
  const found = findVersion(host, folder, wanted);
  if (!found.value) return found.diagnostics;
  const { value, diagnostics } = compile(host, found.value.folder);
  return value ? verifyVersion(found.value, value.abi) : diagnostics;
}

async function diagnoseVersion(folder: string, host: Host): Promise<readonly Diagnostic[]> {
  const { value, diagnostics } = compile(host, folder);
  if (!value) return diagnostics;
  const emitted = await emit(value.lowered, emitters, {
    targets: value.abi.targets.map((target) => target.name),
    strictHost: false,
    render: createRenderer((name) => text(`templates/${name}`)),
    glue: (file) => text(`dist/runtime-glue/${file}`),
  });
  return [...diagnostics, ...emitted.diagnostics];
}

/** The same as the terminal shows it, without colours, and with the folder itself left out. */
export async function diagnoseText(folder: string, host: Host = nodeHost, wanted?: string): Promise<string> {
  const sourceOf = (file: string) => new TextDecoder().decode(host.readFile(`${folder}/${file}`));
  return formatText(await diagnose(folder, host, wanted), { sourceOf, color: false }).replaceAll(folder, 'ABI');
}
