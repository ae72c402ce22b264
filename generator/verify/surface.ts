import type { ExternKind, ExternType } from '../../runtime-glue/wasm/module.js';
import { type AnyImport, type GuestExport, importsOf, type Status } from '../ir/abi.js';
import type { LoweredAbi, LoweredExport } from '../ir/lowered.js';
import { declaredExport, declaredType } from '../lower/declared.js';
import { exportsOf } from '../narrow/reach.js';

/** What a binary is held to: of one version of an ABI what shows in the imports and exports of modules. Plain data. */
export interface Surface {
  readonly abi: string;
  readonly version: string;
  readonly digest: string;
  readonly released: boolean;
  readonly targets: readonly { readonly name: string; readonly threads: 'disabled' | 'optional' | 'required' }[];
  readonly capabilities: readonly SurfaceCapability[];
  readonly imports: readonly SurfaceImport[];
  readonly exports: readonly SurfaceExport[];
  readonly modules: readonly { readonly name: string; readonly targets: readonly string[] }[];
  readonly reserved: readonly SurfaceName[];
}

export interface SurfaceName {
  readonly module: string;
  readonly name: string;
}

export interface SurfaceCapability {
  readonly name: string;
  readonly implies: readonly string[];
  readonly aliases: readonly string[];
}

/** One name under which modules import something; an alias has an entry of its own. */
export interface SurfaceImport extends SurfaceName {
  /** `interface.item`. */
  readonly id: string;
  readonly type: ExternType;
  readonly targets: readonly string[];
  /** Each is needed; of the names in one, one is enough. */
  readonly capabilities: readonly (readonly string[])[];
  /** Whether two runs can get different answers, and deterministic mode has none of its own. */
  readonly undetermined: boolean;
  readonly status: Status;
  readonly since: string | undefined;
  readonly deprecated: SurfaceDeprecation | undefined;
  /** Names of the guest exports that answering it takes. */
  readonly needs: readonly string[];
}

export interface SurfaceDeprecation {
  readonly in: string;
  readonly replacement: string | undefined;
  /** When it may go at the earliest. */
  readonly earliest: Removal | undefined;
}

export interface Removal {
  readonly version: string;
  /** UTC date, `YYYY-MM-DD`. */
  readonly date: string;
}

export interface SurfaceExport {
  readonly name: string;
  readonly kind: ExternKind;
  /** Undefined where the ABI tells no more than the kind. */
  readonly type: ExternType | undefined;
  readonly requiredOn: readonly string[];
}

/** What a surface has beside what the version itself says: by the id of an import when it may go. */
export interface Surroundings {
  readonly released: boolean;
  readonly removals: ReadonlyMap<string, Removal>;
}

export function surfaceOf({ abi, interfaces }: LoweredAbi, { released, removals }: Surroundings): Surface {
  const signatures = new Map(interfaces.flatMap((i) => i.functions.map((f) => [f.func.id, f.signature] as const)));
  const fields = new Map(abi.interfaces.flatMap((i) => i.exports.map((e) => [e.id, e.field] as const)));
  return {
    abi: abi.name,
    version: abi.version,
    digest: abi.digest,
    released,
    targets: abi.targets.map(({ name, threads }) => ({ name, threads })),
    capabilities: abi.capabilities.map(({ name, implies, aliases }) => ({ name, implies, aliases })),
    imports: importsOf(abi)
      .filter((item) => item.status !== 'reserved')
      .flatMap((item) => importRows(item, declaredType(item, signatures.get(item.id)), fields, removals.get(item.id))),
    exports: interfaces.flatMap((i) => i.exports.map(exportRow)),
    modules: abi.modules.map(({ name, targets }) => ({ name, targets })),
    reserved: abi.reserved.map(({ module, name }) => ({ module, name })),
  };
}

function importRows(
  item: AnyImport,
  type: ExternType,
  fields: ReadonlyMap<string, string>,
  earliest: Removal | undefined,
): SurfaceImport[] {
  const { id, targets, status, since, deprecated } = item;
  const func = item.kind === 'func' ? item : undefined;
  const shared = {
    id,
    type,
    targets,
    capabilities: func ? needed(func.authority) : [],
    undetermined: func?.effects.nondeterministic === true && func.deterministic === undefined,
    status,
    since,
    deprecated: deprecated && { in: deprecated.in, replacement: deprecated.replacement, earliest },
    // A pump delivers to streams that other imports opened, which name the exports of these.
    needs: func ? [...exportsOf([{ ...func, pumps: [] }])].map((exported) => fields.get(exported) ?? exported) : [],
  };
  return [item, ...(func?.importAliases ?? [])].map(({ module, field }) => ({ module, name: field, ...shared }));
}

function needed(authority: Extract<AnyImport, { kind: 'func' }>['authority']): readonly (readonly string[])[] {
  switch (authority.kind) {
    case 'none':
      return [];
    case 'all':
      return authority.names.map((name) => [name]);
    case 'any':
      return [authority.names];
  }
}

const exportRow = (lowered: LoweredExport): SurfaceExport => ({
  name: lowered.export.field,
  kind: lowered.export.kind,
  type: declaredExport(lowered),
  requiredOn: requiredOn(lowered.export),
});

/** What is no longer active no host may require. */
const requiredOn = (item: GuestExport): readonly string[] =>
  item.status === 'active' || item.status === 'deprecated' ? item.requiredOn : [];
