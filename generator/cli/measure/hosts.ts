import { diagnostic } from '../../diagnostics/catalog.js';
import { type Diagnostic, type Result, result } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/suggest.js';
import { quote } from '../../diagnostics/visible.js';
import type { LeftOut } from '../../measure/model.js';
import { chromium } from './chromium.js';
import type { FoundHost, HostKind } from './host.js';
import { node } from './node.js';
import { workerd } from './workerd.js';

/** Every host that a module can be measured in. */
export const hostKinds: readonly HostKind[] = [node, chromium, workerd];

/** The hosts of a run, and the targets that have none. */
export interface ChosenHosts {
  readonly hosts: readonly { readonly kind: HostKind; readonly found: FoundHost }[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Finds the hosts of some targets. One that is not there is left out and said; an error if it was asked for by name.
 *
 * @param wanted names of hosts; absent: those that are there.
 * @param paths where hosts are, by name.
 */
export function chooseHosts(
  targets: readonly string[],
  wanted: readonly string[] | undefined,
  paths: Readonly<Record<string, string | undefined>>,
): Result<ChosenHosts> {
  const names = hostKinds.map(({ name }) => name);
  const faults: Diagnostic[] = (wanted ?? [])
    .filter((name) => !names.includes(name))
    .map((name) => {
      const why = `does not know ${quote(name)}; known are ${names.join(', ')}`;
      return diagnostic('usage/option', undefined, { option: '--host', why }, { help: didYouMean(name, names) });
    });
  const hosts: { kind: HostKind; found: FoundHost }[] = [];
  const leftOut: LeftOut[] = [];
  for (const kind of hostKinds) {
    const asked = wanted?.includes(kind.name);
    if (!targets.includes(kind.target)) {
      const why = `runs the target ${kind.target}, which is not measured; name it with --target`;
      if (asked) faults.push(diagnostic('usage/option', undefined, { option: '--host', why: `${quote(kind.name)} ${why}` }));
      continue;
    }
    if (wanted !== undefined && !asked) continue;
    const found = kind.find(paths[kind.name]);
    if (found !== undefined) hosts.push({ kind, found });
    else if (asked) faults.push(diagnostic('measure/no-host', undefined, { host: kind.name, how: kind.how }));
    else leftOut.push({ target: kind.target, host: kind.name, why: `${kind.name} was not found; ${kind.how}` });
  }
  for (const target of targets.filter((name) => !hostKinds.some((kind) => kind.target === name)))
    leftOut.push({ target, host: null, why: `no host is known that runs ${target}` });
  return result(faults.length > 0 ? undefined : { hosts, leftOut }, faults);
}
