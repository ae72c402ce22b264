/**
 * A hostile guest as plain data: the generator makes it, `wat.ts` writes it as a module, the runner and the reference model
 * both carry it out. Core values are bit patterns (unsigned, as wide as their core type), so that NaN payloads survive.
 */
export interface Program {
  readonly seed: number;
  /** Folder of the schema. */
  readonly abi: string;
  readonly target: string;
  readonly grants: readonly string[];
  /** Interfaces (by name) for which there is no host. */
  readonly absent: readonly string[];
  readonly handleSeed: number;
  /** Whether its memory is shared, and whether the embedder says that it may be. */
  readonly shared: boolean;
  readonly threads: boolean;
  /** Whether the engine suspends it: each step is then a promising export, and calls of hosts that answer later wait in it. */
  readonly suspend: boolean;
  readonly segments: readonly { readonly at: number; readonly bytes: readonly number[] }[];
  /** Every place from which the guest calls an import; actions name it by its number. */
  readonly sites: readonly Site[];
  /** What the guest does, one exported function each; memory is compared after each. */
  readonly steps: readonly (readonly Action[])[];
  /** What the guest does when the host calls it past the glue. */
  readonly hooks: readonly (readonly Action[])[];
  /** What the guest exports do, by export name. */
  readonly exports: Readonly<Record<string, Script>>;
}

/** Pages of 64 KiB at the start, and at most. */
export const pages = { initial: 1, most: 2 } as const;
export const pageSize = 65536;

/** What memory holds before anything is written: the word at a position. */
export const background = (word: number): number => Math.imul(word, 0x9e3779b1) ^ 0x5bd1e995;

/** How many times the host does more than answer in one guest: what calls itself must end. */
export const hostActions = 400;

/** How many steps of nothing follow the last one. */
export const lateSteps = 3;

export interface Site {
  /** Id of the function. */
  readonly func: string;
  readonly args: readonly Arg[];
  /** The guest catches whatever the call throws. */
  readonly caught: boolean;
  readonly plan: Plan;
}

export type Arg =
  | { readonly kind: 'const'; readonly bits: bigint }
  /** What another site was answered last (0 before), with some bits changed. */
  | { readonly kind: 'result'; readonly site: number; readonly xor: bigint }
  /** A number in memory. */
  | { readonly kind: 'load'; readonly at: number; readonly xor: bigint };

export type Action =
  | { readonly do: 'call'; readonly site: number }
  | { readonly do: 'grow'; readonly pages: number }
  | { readonly do: 'store'; readonly at: number; readonly byte: number };

/** What a guest export does before it answers `bits`, or traps. */
export interface Script {
  readonly actions: readonly Action[];
  readonly bits: bigint;
  readonly trap: boolean;
}

/** What the host does in one call of a method. */
export interface Plan {
  readonly before: readonly HostAction[];
  readonly answer: Spec;
  readonly throws: boolean;
}

export type HostAction = (
  | { readonly do: 'grow'; readonly pages: number }
  /** Runs a hook of the guest past the glue. */
  | { readonly do: 'hook'; readonly hook: number }
  /** Calls a declared guest export through the glue. */
  | { readonly do: 'enter'; readonly name: string; readonly args: readonly number[] }
  /** Writes into an argument that is a view, or a list of them: as many bytes of each, all of it if negative. */
  | { readonly do: 'fill'; readonly arg: number; readonly byte: number; readonly length: number }
  | { readonly do: 'send'; readonly stream: number; readonly bytes: readonly number[] }
  | { readonly do: 'end'; readonly stream: number }
  | { readonly do: 'ask' }
  /** Looks at which of the tasks it was given were cancelled. */
  | { readonly do: 'look' }
  | { readonly do: 'poke'; readonly offset: number; readonly bytes: readonly number[] }
) & {
  /** Whether the host goes on after what it did threw. */
  readonly swallow: boolean;
};

/** A value of the host. */
export type Spec =
  | { readonly k: 'undefined' | 'null' | 'thenable' | 'hostile' | 'error' }
  | { readonly k: 'bool'; readonly v: boolean }
  | { readonly k: 'num'; readonly v: number }
  | { readonly k: 'big'; readonly v: bigint }
  | { readonly k: 'str'; readonly v: string }
  /** `lying`: a subclass that answers another length. */
  | { readonly k: 'bytes'; readonly v: readonly number[]; readonly lying?: boolean }
  | { readonly k: 'list'; readonly v: readonly Spec[] }
  /** `fickle`: each property gives its value once, and undefined afterwards. */
  | { readonly k: 'rec'; readonly v: readonly (readonly [string, Spec])[]; readonly fickle?: boolean }
  | { readonly k: 'failure'; readonly domain: string; readonly name: string; readonly code: number; readonly text?: string }
  | { readonly k: 'resource'; readonly id: number }
  /** Settled after so many steps; 0 is at once. */
  | { readonly k: 'promise'; readonly rejects: boolean; readonly value: Spec; readonly after: number }
  /** A view of the guest's memory, which a host gets from the views it is given. */
  | { readonly k: 'window'; readonly at: number; readonly length: number };

/** JSON that keeps bigints and the numbers that JSON has not. */
export const toText = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'bigint'
      ? { $big: String(v) }
      : typeof v === 'number' && (!Number.isFinite(v) || Object.is(v, -0))
        ? { $num: Object.is(v, -0) ? '-0' : String(v) }
        : v,
  );

export const fromText = (text: string): unknown =>
  JSON.parse(text, (_, v: unknown) => {
    if (typeof v !== 'object' || v === null) return v;
    if ('$big' in v) return BigInt(v.$big as string);
    return '$num' in v ? Number(v.$num) : v;
  });
