import type { Diagnostic } from '../../generator/diagnostics/diagnostic.js';
import { formatText } from '../../generator/diagnostics/format.js';
import { compile } from '../../generator/pipeline.js';
import type { Host } from '../../generator/source/host.js';
import { nodeHost } from '../../generator/source/node-host.js';

/** What compiling the ABI version in a folder says. */
export const diagnose = (folder: string, host: Host = nodeHost): readonly Diagnostic[] => compile(host, folder).diagnostics;

/** The same as the terminal shows it, without colours, and with the folder itself left out. */
export function diagnoseText(folder: string, host: Host = nodeHost): string {
  const sourceOf = (file: string) => new TextDecoder().decode(host.readFile(`${folder}/${file}`));
  return formatText(diagnose(folder, host), { sourceOf, color: false }).replaceAll(folder, 'ABI');
}
