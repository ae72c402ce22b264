import { resolve } from 'node:path';
import { defaultPolicy, type Policy } from '../../compat-policy/verdict/policy.js';
import { readPolicy } from '../../compat-policy/verdict/policy-file.js';
import type { Result } from '../diagnostics/diagnostic.js';
import { readJson } from '../history/ledger.js';
import type { Host } from '../source/host.js';
import { nodeHost } from '../source/node-host.js';
import { placed } from './check/locate.js';

/** Name of the file beside the ledger in which an ABI overrides the defaults and keeps its waivers. */
export const policyFile = 'policy.json';

/**
 * The policy of an ABI: that of `file`, a path on this disk, where one is given; else of the `policy.json` in the folder of
 * the ABI; else the default. `host` has the folder, which may be that of a revision.
 */
export function loadPolicy(host: Host, abiFolder: string, file: string | undefined): Result<Policy> {
  if (file !== undefined) {
    const path = resolve(file).replaceAll('\\', '/');
    const slash = path.lastIndexOf('/');
    return read(nodeHost, path.slice(0, slash), path.slice(slash + 1), file, file);
  }
  if (host.kind(`${abiFolder}/${policyFile}`) === 'missing') return { value: defaultPolicy, diagnostics: [] };
  return read(host, abiFolder, policyFile, policyFile, `${abiFolder}/${policyFile}`);
}

/** `shown` is the file in the policy, for findings; `path` is the one in diagnostics, which stand by themselves. */
function read(host: Host, folder: string, name: string, shown: string, path: string): Result<Policy> {
  const document = readJson(host, folder, name);
  const { value, diagnostics } = document.value ? readPolicy(document.value) : { value: undefined, diagnostics: document.diagnostics };
  return { value: value && { ...value, file: shown }, diagnostics: placed(diagnostics, () => path) };
}
