import type { WasmModule } from '../../runtime-glue/wasm/module.js';
import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { quote } from '../diagnostics/visible.js';
import { compare } from '../ir/version.js';
import { checkExports } from './exports.js';
import { type CheckedImport, type Conditions, checkImports, type Index, type Linked } from './imports.js';
import { type Stamp, stampsIn, wrongLimits } from './stamp.js';
import { rangeOf, sharedMemory, targetsFor } from './standing.js';
import type { Need, Verdict, VerifyFinding } from './verdict.js';

/** A module that was read, and where from. */
export interface Subject {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly module: WasmModule;
}

/** The ABI a module is held to, and every version of it for what it could also run on. */
export interface Against {
  readonly index: Index;
  /** Lowest first. */
  readonly releases: readonly Index[];
}

type Told = { readonly diagnostic: Diagnostic } & Partial<Pick<VerifyFinding, 'import' | 'export'>>;

/** Holds a module against one version of an ABI. Depends on its arguments alone. */
export function verify({ path, sha256, bytes, module }: Subject, { index, releases }: Against, conditions: Conditions): Verdict {
  const { target } = conditions;
  const checked = checkImports(index, module.imports, conditions);
  const exported = checkExports(index, checked, module.exports, target);
  const runsOn = targetsFor(index, checked);
  const { floor, newest } = rangeOf(releases, module, target);
  const needs = needsOf(checked, conditions.granted);
  const stamps = stampsIn(module.customs);
  const digests = new Map(releases.map(({ surface }) => [surface.version, surface.digest]));
  const facts = { abi: index.surface.abi, floor, target: target ?? null, needs, runsOn, digests, module };
  const told: Told[] = [
    ...importFaults(checked),
    ...noTarget(index, checked, runsOn, target).map((d) => ({ diagnostic: d })),
    ...sharedMemory(index, module, target).map((d) => ({ diagnostic: d })),
    ...exported.flatMap(({ row, finding }) => (finding ? [{ diagnostic: finding, export: row.name }] : [])),
    ...[...stampFaults(stamps, facts)].map((why) => ({ diagnostic: diagnostic('verify/stamp', undefined, { why }) })),
  ];
  const findings = told.map(findingOf);
  return {
    module: { path, sha256, bytes },
    target: target ?? null,
    runsOn,
    abi: { name: index.surface.abi, version: index.surface.version, digest: index.surface.digest },
    pass: findings.every(({ severity }) => severity !== 'error'),
    floor,
    newest,
    capabilities: needs,
    imports: checked,
    exports: exported.map(({ row }) => row),
    findings: [...findings.filter(isError), ...findings.filter((finding) => !isError(finding))],
    notes: notesOf(checked),
    stamp: stamps.find((stamp) => stamp !== 'unreadable') ?? null,
  };
}

const importFaults = (checked: readonly CheckedImport[]): Told[] =>
  checked.flatMap(({ found, finding }) =>
    finding ? { diagnostic: finding, import: { module: found.module, name: found.name } } : nothing,
  );

/** One for all: most imports have no fault. */
const nothing: readonly Told[] = [];

const isError = ({ severity }: VerifyFinding): boolean => severity === 'error';

const findingOf = ({ diagnostic: { code, severity, message, help }, import: of = null, export: name = null }: Told): VerifyFinding => ({
  rule: code,
  severity,
  message,
  help: help ?? null,
  import: of,
  export: name,
});

/** Where each import is somewhere, and no target has them all. */
function noTarget(index: Index, checked: readonly CheckedImport[], runsOn: readonly string[], target: string | undefined): Diagnostic[] {
  const { surface } = index;
  if (target !== undefined || runsOn.length > 0 || !checked.every(({ targets }) => targets !== undefined)) return [];
  const lacking = surface.targets.map(({ name }) => {
    const lacks = checked.filter(({ targets }) => !targets?.includes(name));
    const first = lacks[0]?.found;
    const others = lacks.length > 1 ? ` and ${lacks.length - 1} more` : '';
    return `${name} lacks ${first ? `${quote(first.module)} ${quote(first.name)}` : 'nothing'}${others}`;
  });
  return [diagnostic('verify/no-target', undefined, { abi: `${surface.abi} ${surface.version}`, lacking: lacking.join(', ') })];
}

/** Each capability that an import needs, with how many do. */
export function needsOf(linked: readonly Linked[], granted?: ReadonlySet<string>): Need[] {
  const counts = new Map<string, { readonly oneOf: readonly string[]; imports: number }>();
  const needing = linked.filter(({ item }) => item && item.capabilities.length > 0);
  for (const { item } of needing)
    for (const oneOf of item?.capabilities ?? []) {
      const key = oneOf.join('\n');
      const known = counts.get(key);
      if (known) known.imports++;
      else counts.set(key, { oneOf, imports: 1 });
    }
  return [...counts.values()]
    .map((need) => ({ ...need, granted: granted ? need.oneOf.some((name) => granted.has(name)) : null }))
    .sort((a, b) => ((a.oneOf[0] ?? '') < (b.oneOf[0] ?? '') ? -1 : 1));
}

function notesOf(checked: readonly CheckedImport[]): string[] {
  const counts = new Map<string, number>();
  for (const { found, status } of checked) if (status === 'not-checked') counts.set(found.module, (counts.get(found.module) ?? 0) + 1);
  return [...counts].map(
    ([module, count]) =>
      `${count} ${count === 1 ? 'import' : 'imports'} of the open module ${quote(module)} ${count === 1 ? 'is' : 'are'} not checked: another module answers ${count === 1 ? 'it' : 'them'}`,
  );
}

interface Facts {
  readonly abi: string;
  readonly floor: string | null;
  readonly target: string | null;
  readonly needs: readonly Need[];
  readonly runsOn: readonly string[];
  /** Of the releases, by version. */
  readonly digests: ReadonlyMap<string, string>;
  readonly module: WasmModule;
}

/** What a stamp says that is not so. */
function* stampFaults(
  stamps: readonly (Stamp | 'unreadable')[],
  { abi, floor, target, needs, runsOn, digests, module }: Facts,
): Generator<string> {
  if (stamps.length > 1) yield `is one of ${stamps.length}`;
  const [stamp] = stamps;
  if (stamp === undefined) return;
  if (stamp === 'unreadable') {
    yield 'cannot be read';
    return;
  }
  if (stamp.abi !== abi) {
    yield `is for the ABI ${quote(stamp.abi)}, not ${quote(abi)}`;
    return;
  }
  if ((digests.get(stamp.version) ?? stamp.digest) !== stamp.digest) yield `has another digest than ${abi} ${stamp.version}`;
  if (target === null && stamp.target !== null && !runsOn.includes(stamp.target))
    yield `is for the target ${quote(stamp.target)}, which does not have all that it imports`;
  if (floor !== null && (stamp.target === target || target === null) && isBelow(stamp.floor, floor))
    yield `says that hosts from ${quote(stamp.floor)} on can run it; by its imports it is ${floor}`;
  if (target !== null && stamp.target !== null && stamp.target !== target) yield `is for the target ${quote(stamp.target)}`;
  for (const kind of wrongLimits(stamp, module)) yield `gives limits of a ${kind} that are not those of its imports`;
  const missing = needs.filter(({ oneOf }) => !stamp.capabilities.some((other) => other.join() === oneOf.join()));
  if (missing.length > 0) yield `does not name ${missing.map(({ oneOf }) => oneOf.join(' or ')).join(', ')}, which its imports need`;
}

/** A floor that is no version is below every one. */
function isBelow(floor: string, actual: string): boolean {
  return !/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(floor) || compare(floor, actual) < 0;
}
