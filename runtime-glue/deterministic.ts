import type { BoundInterface, Determinism } from './assemble.js';
import { answering, CoreProvider, type NameOf } from './bind.js';
import { AbiLinkError } from './failure.js';
import { onlyKnown, onlyList } from './given.js';
import type { Guest } from './guest.js';
import type { HostRow, Import } from './row.js';
import { SeededRandom, VirtualClock, type VirtualTime } from './virtual.js';

export interface DeterministicOptions<Key extends string = string, Id extends string = string> {
  /** Seed of the generator, 64 bits; 0 if it is not given. */
  readonly seed?: number | bigint;
  readonly time?: VirtualTime;
  /** Interfaces whose hosts answer the same in every run: what they have is asked before the kit. */
  readonly hosts?: readonly Key[];
  /** Functions, as `interface.function`, that may differ from run to run all the same. */
  readonly allow?: readonly Id[];
}

/**
 * Functions of a target that can differ from run to run, by module and field: key of the interface, id, and the core result
 * of those that are refused.
 */
export type Nondeterministic = Readonly<
  Record<string, Readonly<Record<string, readonly [key: string, id: string, refusal?: number | bigint]>>>
>;

/** What answers in a host's place: its methods, bound by interface. */
type Answers = (clock: VirtualClock, random: SeededRandom) => readonly BoundInterface[];

/**
 * Deterministic mode of one guest. Each import that can differ from run to run is answered by a host that is named as
 * deterministic, or else by this; one that neither answers, and that is not allowed, keeps a guest that imports it from linking.
 */
export class Deterministic<Key extends string = string, Id extends string = string> implements Determinism {
  /** The virtual clock, for hosts that wait or tell the time themselves. */
  readonly clock: VirtualClock;
  /** The seeded generator, for hosts that need chance themselves. */
  readonly random: SeededRandom;
  readonly #functions: Nondeterministic;
  readonly #kit: readonly BoundInterface[];
  readonly #hosts: readonly string[];
  readonly #allow: readonly string[];
  /** Ids of what is bound, once it is. */
  #bound: ReadonlySet<string> | undefined;

  constructor(functions: Nondeterministic, answers: Answers, options: DeterministicOptions<Key, Id> = {}) {
    onlyKnown('option', options, ['allow', 'hosts', 'seed', 'time']);
    const { seed, time, hosts = [], allow = [] } = options;
    onlyList('hosts', hosts, 'string');
    onlyList('allow', allow, 'string');
    this.clock = new VirtualClock(time);
    this.random = new SeededRandom(seed);
    this.#functions = functions;
    this.#kit = answers(this.clock, this.random);
    this.#hosts = [...hosts];
    this.#allow = [...allow];
    const ids = Object.values(functions).flatMap((fields) => Object.values(fields).map(([, id]) => id));
    const unknown = this.#allow.filter((id) => !ids.includes(id));
    if (unknown.length > 0)
      throw new AbiLinkError(unknown.map((id) => `there is no function ${JSON.stringify(id)} here that can differ from run to run`));
  }

  /** What is bound in this mode: of the given interfaces what cannot differ, is named or allowed, and the kit's methods for the rest. */
  settle(given: readonly BoundInterface[], nameOf: NameOf): readonly BoundInterface[] {
    if (this.#bound)
      throw new AbiLinkError(['a deterministic mode serves one guest, since its clock and its numbers go on: make a new one']);
    const lost = this.#hosts.filter((key) => !given.some((i) => i.key === key));
    if (lost.length > 0) throw new AbiLinkError(lost.map((key) => `there is no host ${key}, which \`deterministic\` names`));
    const find = (row: HostRow) => at(this.#functions, ...nameOf(row[0]));
    const own = given.map((i) => ({ ...i, rows: i.rows.filter((row) => this.#keeps(i, row, find(row))) }));
    const taken = new Set(rowsOf(own).map((row) => row[0]));
    const kit = this.#kit.map((i) => ({
      ...i,
      codecs: [],
      rows: i.rows.filter((row) => Object.hasOwn(i.host, row[1]) && !taken.has(row[0])),
    }));
    this.#bound = new Set(rowsOf([...own, ...kit]).flatMap((row) => find(row)?.[1] ?? []));
    return [...own, ...kit];
  }

  /** How an import is answered that nothing bound answers: by its refusal, or by a trap where it would differ; undefined: as the ABI says. */
  answer(guest: Guest, module: string, field: string): Import | undefined {
    const found = at(this.#functions, module, field);
    if (found === undefined) return undefined;
    const [, id, refusal] = found;
    if (refusal !== undefined && !this.#allow.includes(id)) return answering(guest, refusal);
    return this.#isOpen(module, field)
      ? () => guest.trap(id, 'can differ from run to run, and nothing deterministic answers it')
      : undefined;
  }

  /** Why a module cannot run in this mode: each import that nothing deterministic answers. */
  faults(module: WebAssembly.Module): string[] {
    return WebAssembly.Module.imports(module)
      .filter((i) => this.#isOpen(i.module, i.name))
      .map((i) => {
        const [key, id] = at(this.#functions, i.module, i.name) ?? [];
        return `${id} can differ from run to run: give ${key} a deterministic host and name it in \`hosts\`, or name ${id} in \`allow\``;
      });
  }

  #isMine([key, id]: readonly [string, string, ...unknown[]]): boolean {
    return this.#hosts.includes(key) || this.#allow.includes(id);
  }

  #isOpen(module: string, field: string): boolean {
    const found = at(this.#functions, module, field);
    return found !== undefined && found[2] === undefined && !this.#isMine(found) && !this.#bound?.has(found[1]);
  }

  /** A named host that lacks a method leaves it to the kit; one that is made of core functions answers all of its interface. */
  #keeps({ host }: BoundInterface, [, method]: HostRow, found: ReturnType<typeof at>): boolean {
    if (found === undefined) return true;
    const has = host instanceof CoreProvider || (host as Readonly<Record<string, unknown>>)[method] !== undefined;
    return has && this.#isMine(found);
  }
}

const at = (functions: Nondeterministic, module: string, field: string) => {
  const fields = Object.hasOwn(functions, module) ? functions[module] : undefined;
  return fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
};

const rowsOf = (interfaces: readonly BoundInterface[]): HostRow[] => interfaces.flatMap((i) => i.rows);
