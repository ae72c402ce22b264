import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { camelCase, NameTable, pascalCase } from '../../emit/names.js';
import { typescriptTypes, typescriptWords } from '../../emit/reserved/typescript.js';
import type { Abi, Func, Interface, NamedType, Param } from '../../ir/abi.js';
import type { LoweredAbi, LoweredFunc } from '../../ir/lowered.js';

/** Names that the package itself exports beside those of the ABI. */
export const packageNames = [
  'AbiLinkError',
  'AbiTrap',
  'AsyncGuestExports',
  'Bindings',
  'CancelToken',
  'Capability',
  'CapabilityUse',
  'Codec',
  'CreateImportsOptions',
  'Deterministic',
  'DeterministicOptions',
  'Difference',
  'Failure',
  'Grant',
  'GuestBoundary',
  'GuestExports',
  'GuestOptions',
  'GuestPointer',
  'GuestStream',
  'Hosts',
  'InstantiateOptions',
  'Layer',
  'Nondeterministic',
  'Raw',
  'TaskContext',
  'abi',
  'asyncGuestExports',
  'attach',
  'audit',
  'BoundInterface',
  'createImports',
  'createImportsOf',
  'deterministic',
  'end',
  'guestExports',
  'err',
  'instantiate',
  'preflight',
  'promising',
  'raw',
] as const;

/** Members of Object.prototype: a host without such a method would seem to have it. */
const inherited = Object.getOwnPropertyNames(Object.prototype);

/** The names of the generated package, given out once so that every module agrees. */
export class HostNames {
  readonly #table: NameTable;
  readonly #types = new Map<string, string>();
  readonly #hosts = new Map<string, string>();
  readonly #binds = new Map<string, string>();
  readonly #keys = new Map<string, string>();
  readonly #methods = new Map<string, string>();
  readonly #exports: ReadonlyMap<string, string>;
  readonly #handles = new Map<string, number>();

  constructor(readonly lowered: LoweredAbi) {
    const words = new Set<string>([...typescriptWords, ...typescriptTypes, ...packageNames]);
    const methodWords = new Set<string>(inherited);
    this.#table = new NameTable('TypeScript', (name) => words.has(name));
    const methods = new NameTable('TypeScript', (name) => methodWords.has(name));
    const { interfaces } = lowered.abi;
    const all = interfaces.flatMap((i) => i.types);
    this.#exports = new Map(interfaces.flatMap((i) => i.exports).map((e) => [e.id, e.field]));
    for (const i of interfaces) {
      this.#hosts.set(i.name, this.#table.claim('types', `${pascalCase(i.name)}Host`, { what: `interface ${i.name}`, origin: i.origin }));
      this.#binds.set(i.name, this.#table.claim('types', `bind${pascalCase(i.name)}`, { what: `interface ${i.name}`, origin: i.origin }));
      this.#keys.set(i.name, methods.claim('interfaces', camelCase(i.name), { what: `interface ${i.name}`, origin: i.origin }));
      for (const type of i.types)
        this.#types.set(type.id, this.#table.claim('types', pascalCase(type.name), { what: `type ${type.id}`, origin: type.origin }));
      for (const f of i.functions)
        this.#methods.set(f.id, methods.claim(`methods of ${i.name}`, camelCase(f.name), { what: `function ${f.id}`, origin: f.origin }));
    }
    // Narrow handles have fewer bits for their kind, so they come first.
    const issued = all.flatMap((type) => (type.kind === 'handle' && type.issuedBy === 'glue' ? [type] : []));
    const narrowFirst = [...issued.filter((type) => !type.repr.endsWith('64')), ...issued.filter((type) => type.repr.endsWith('64'))];
    for (const [i, type] of narrowFirst.entries()) this.#handles.set(type.id, i + 1);
    this.diagnostics = [...this.#table.diagnostics, ...methods.diagnostics];
  }

  readonly diagnostics: readonly Diagnostic[];

  type(type: NamedType): string {
    return this.#types.get(type.id) as string;
  }
  typeOf(id: string): string {
    return this.#types.get(id) as string;
  }
  /** `SocketHost` */
  host(i: Interface): string {
    return this.#hosts.get(i.name) as string;
  }
  /** `bindSocket` */
  bind(i: Interface): string {
    return this.#binds.get(i.name) as string;
  }
  /** Key of the interface in the object of hosts: `socket`. */
  key(i: Interface): string {
    return this.#keys.get(i.name) as string;
  }
  method(f: LoweredFunc): string {
    return this.#methods.get(f.func.id) as string;
  }
  /** Field of a guest export by its id. */
  exportField(id: string): string {
    return this.#exports.get(id) ?? id;
  }
  /** Number of a kind of handle, from 1. */
  handleKind(id: string): number {
    return this.#handles.get(id) as number;
  }
  allTypes(): ReadonlySet<string> {
    return new Set([...this.#types.values(), ...this.#hosts.values(), ...packageNames]);
  }
}

/** Local names of one function: parameters and temporaries that do not collide with each other, nor with what is taken around it. */
export class LocalNames {
  readonly #own = new Set<string>();

  constructor(readonly taken: ReadonlySet<string> = new Set()) {}

  fresh(wanted: string): string {
    let name = camelCase(wanted);
    while (typescriptWords.has(name) || this.taken.has(name) || this.#own.has(name)) name += '_';
    this.#own.add(name);
    return name;
  }
}

/** Name of a parameter or an output in a host method. */
export const paramName = (param: Pick<Param, 'name'>): string => {
  const name = camelCase(param.name);
  return typescriptWords.has(name) ? `${name}_` : name;
};

/** Whether a host must have the method: it may lack what is optional, and what a minor of its major added. */
export const isRequired = (abi: Abi, { optional, since }: Func, strict: boolean): boolean => {
  const [major] = abi.version.split('.');
  const start = since ?? `${major}.0.0`;
  return strict || (!optional && (start === `${major}.0.0` || Number(start.split('.')[0]) < Number(major)));
};
