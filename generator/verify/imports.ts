import { fitOf, typeText } from '../../runtime-glue/wasm/extern.js';
import type { WasmImport } from '../../runtime-glue/wasm/module.js';
import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { quote } from '../diagnostics/visible.js';
import type { Surface, SurfaceExport, SurfaceImport } from './surface.js';

/** What imports are held to beside the ABI. */
export interface Conditions {
  /** Undefined for any target. */
  readonly target: string | undefined;
  /** Undefined where grants are no matter. */
  readonly granted: ReadonlySet<string> | undefined;
  readonly deterministic: boolean;
}

/** What is to be known of an import: the gravest thing that is found of it, or that nothing is. */
export type ImportStatus =
  | 'ok'
  | 'deprecated'
  | 'served'
  | 'removed'
  | 'not-checked'
  | 'nondeterministic'
  | 'denied'
  | 'not-on-target'
  | 'limits'
  | 'mistyped'
  | 'reserved'
  | 'unlisted';

/** An import with what the ABI says of it, and what is wrong with it. */
export interface CheckedImport extends Linked {
  readonly status: ImportStatus;
  readonly finding: Diagnostic | undefined;
}

/** A surface whose imports and exports are found by their names. */
export interface Index {
  readonly surface: Surface;
  readonly imports: ReadonlyMap<string, ReadonlyMap<string, SurfaceImport>>;
  readonly open: ReadonlyMap<string, readonly string[]>;
  readonly exports: ReadonlyMap<string, SurfaceExport>;
}

export function indexOf(surface: Surface): Index {
  const imports = new Map<string, Map<string, SurfaceImport>>();
  for (const item of surface.imports) {
    const names = imports.get(item.module);
    if (names) names.set(item.name, item);
    else imports.set(item.module, new Map([[item.name, item]]));
  }
  return {
    surface,
    imports,
    open: new Map(surface.modules.map(({ name, targets }) => [name, targets])),
    exports: new Map(surface.exports.map((item) => [item.name, item])),
  };
}

/** An import as hosts of a version answer it. */
export interface Linked {
  readonly found: WasmImport;
  readonly item: SurfaceImport | undefined;
  /**
   * The targets of its item, or of its open module; undefined where it does not link: hosts lack the name, or have it with a
   * type that does not fit.
   */
  readonly targets: readonly string[] | undefined;
}

/** Looks imports up. Names are compared here alone: of a thousand modules that is most of the work. */
export const link = (index: Index, all: readonly WasmImport[]): readonly Linked[] =>
  all.map((found) => {
    const item = itemOf(index, found);
    return { found, item, targets: answeredOn(index, found, item) };
  });

export const itemOf = ({ imports }: Index, { module, name }: WasmImport): SurfaceImport | undefined => imports.get(module)?.get(name);

/** Where an import is answered that has an item or none; undefined where it does not link. */
export function answeredOn({ open }: Index, { module, type }: WasmImport, item: SurfaceImport | undefined): readonly string[] | undefined {
  if (item === undefined) return open.get(module);
  return fitOf(type, item.type) === 'fits' ? item.targets : undefined;
}

/** Holds imports against the ABI and the conditions. The gravest finding of each is the one that is told. */
export const checkImports = (index: Index, all: readonly WasmImport[], conditions: Conditions): CheckedImport[] =>
  all.map((found) => {
    const item = itemOf(index, found);
    const targets = answeredOn(index, found, item);
    const { status, finding } = item
      ? itemFault(index.surface, item, found, targets, conditions)
      : strayFault(index.surface, found, targets, conditions);
    return { found, item, targets, status, finding };
  });

type Fault = Pick<CheckedImport, 'status' | 'finding'>;

/** Most imports have no fault: of ten thousand each would get one of these. */
const ok: Fault = { status: 'ok', finding: undefined };
const notChecked: Fault = { status: 'not-checked', finding: undefined };

const fault = (status: ImportStatus, finding: Diagnostic): Fault => ({ status, finding });

const shown = ({ module, name }: WasmImport): string => `${quote(module)} ${quote(name)}`;
const subjectOf = ({ abi, version }: Surface): string => `${abi} ${version}`;

/** Of an import that the ABI does not list. */
function strayFault(surface: Surface, found: WasmImport, targets: readonly string[] | undefined, { target }: Conditions): Fault {
  if (targets && (target === undefined || targets.includes(target))) return notChecked;
  const [name, abi] = [shown(found), subjectOf(surface)];
  if (targets)
    return fault(
      'not-on-target',
      diagnostic('verify/not-on-target', undefined, { name, target: target ?? '', others: listed(targets), abi }),
    );
  if (surface.reserved.some((r) => r.module === found.module && r.name === found.name))
    return fault('reserved', diagnostic('verify/reserved', undefined, { name, abi }));
  return fault('unlisted', diagnostic('verify/unlisted', undefined, { name, type: typeText(found.type), abi }));
}

/** Of an import that the ABI lists: its type, its target, its capabilities, its life. Most have no fault, and need no words. */
function itemFault(
  surface: Surface,
  item: SurfaceImport,
  found: WasmImport,
  targets: readonly string[] | undefined,
  { target, granted, deterministic }: Conditions,
): Fault {
  const facts = () => ({ name: shown(found), abi: subjectOf(surface) });
  if (targets === undefined) return typeFault(item, found, facts());
  if (target !== undefined && !item.targets.includes(target))
    return fault('not-on-target', diagnostic('verify/not-on-target', undefined, { ...facts(), target, others: listed(item.targets) }));
  const denied = granted && item.capabilities.find((oneOf) => !oneOf.some((capability) => granted.has(capability)));
  if (deterministic && item.undetermined && (item.capabilities.length === 0 ? !granted?.has(item.id) : !granted || denied))
    return fault('nondeterministic', nondeterministic(facts().name, item));
  if (denied) return fault('denied', diagnostic('verify/denied', undefined, { ...facts(), needed: denied.join(' or ') }));
  if (item.status === 'deprecated') return fault('deprecated', deprecation(facts().name, item));
  if (item.status === 'served') return fault('served', diagnostic('verify/served', undefined, facts()));
  if (item.status === 'tombstone') return fault('removed', diagnostic('verify/removed', undefined, facts()));
  return ok;
}

function typeFault(item: SurfaceImport, found: WasmImport, facts: { readonly name: string; readonly abi: string }): Fault {
  const types = { ...facts, found: typeText(found.type), expected: typeText(item.type) };
  return fitOf(found.type, item.type) === 'limits'
    ? fault('limits', diagnostic('verify/limits', undefined, types))
    : fault('mistyped', diagnostic('verify/mistyped', undefined, types));
}

const listed = (targets: readonly string[]): string => targets.join(', ') || 'none';

function nondeterministic(name: string, { id, capabilities }: SurfaceImport): Diagnostic {
  const grant =
    capabilities.length > 0 ? 'Grant its capability with --grant' : `It needs no capability: grant itself with \`--grant ${id}\``;
  return diagnostic('verify/nondeterministic', undefined, { name }, { help: `${grant} if a deterministic host answers it.` });
}

function deprecation(name: string, { deprecated }: SurfaceImport): Diagnostic {
  const { earliest, replacement, in: since = 'an earlier version' } = deprecated ?? {};
  const removal = earliest ? `; it may go in ${earliest.version}, not before ${earliest.date}` : '';
  const help = replacement === undefined ? 'Nothing replaces it.' : `Use ${replacement} in its place.`;
  return diagnostic('verify/deprecated', undefined, { name, since, removal }, { help });
}
