import type { Case } from './types.js';

export type Clock = 'wall' | 'monotonic';
/** How many nanoseconds a unit of time has. */
export const nanoseconds = { s: 1_000_000_000n, ms: 1_000_000n, us: 1000n, ns: 1n } as const;
export type TimeUnit = keyof typeof nanoseconds;

/** How deterministic mode answers a function without its host. */
export type Deterministic =
  | { readonly kind: 'random' }
  | { readonly kind: 'clock'; readonly clock: Clock; readonly unit: TimeUnit }
  | {
      readonly kind: 'clocks';
      /** Parameter that chooses the clock. A case without one answers `invalid`. */
      readonly by: string;
      readonly clocks: readonly { readonly case: Case; readonly clock: Clock }[];
      readonly invalid: Case;
      readonly unit: TimeUnit;
    }
  | { readonly kind: 'sleep'; readonly param: string; readonly unit: TimeUnit }
  /** Outputs in code-point order of their names; null: absent. */
  | { readonly kind: 'values'; readonly values: readonly { readonly name: string; readonly value: bigint | string | boolean | null }[] }
  | { readonly kind: 'error'; readonly case: Case };

/** What a deterministic answer does, as the verb of a sentence. */
export function deterministicText(answer: Deterministic): string {
  switch (answer.kind) {
    case 'random':
      return 'answers from the seeded generator';
    case 'clock':
      return `reads the virtual ${answer.clock} clock in ${answer.unit}`;
    case 'clocks': {
      const known = answer.clocks.map((c) => `${c.case.name} is the ${c.clock} clock`).join(', ');
      return `reads the virtual clock of ${answer.by} in ${answer.unit}: ${known}, others answer ${answer.invalid.name}`;
    }
    case 'sleep':
      return `advances the virtual clock by ${answer.param} in ${answer.unit}`;
    case 'values':
      return answer.values.length === 0
        ? 'succeeds'
        : `answers ${answer.values.map(({ name, value }) => `${name} ${valueText(value)}`).join(', ')}`;
    case 'error':
      return `answers ${answer.case.name}`;
  }
}

const valueText = (value: bigint | string | boolean | null): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));
