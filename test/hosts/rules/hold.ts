import { type Change, Guest } from './guest.js';
import { identityRules } from './identity.js';
import { nameRules } from './names.js';
import { processRules } from './processes.js';
import type { Rule, World } from './rule.js';
import { socketRules } from './sockets.js';
import { wasiRules } from './wasi.js';
import { websocketRules } from './websockets.js';

export const rules: readonly Rule[] = [...identityRules, ...nameRules, ...processRules, ...socketRules, ...wasiRules, ...websocketRules];

/** What to try instead of all rules on the host as it is. */
export interface Trial {
  readonly rules?: readonly Rule[];
  readonly change?: Change;
}

/** What became of a rule. */
export interface Outcome extends Pick<Rule, 'name' | 'drift' | 'of' | 'says'> {
  /** `held`, `not asked` for want of something in the world, or what is wrong. */
  readonly outcome: string;
}

/** A host that serves one guest, and how it gives up what the guest left open. */
export interface Linked {
  readonly imports: WebAssembly.Imports;
  readonly closeAll?: () => void;
}

/** Makes a host for a guest with some exports from bindings, and tells them of the guest. */
export const linking =
  <B extends { readonly imports: WebAssembly.Imports }>(
    attach: (bindings: B, instance: { readonly exports: WebAssembly.Exports }) => void,
    make: () => { readonly bindings: B; readonly closeAll?: () => void },
  ) =>
  (exports: WebAssembly.Exports): Linked => {
    const { bindings, ...host } = make();
    attach(bindings, { exports });
    return { imports: bindings.imports, ...host };
  };

/**
 * Holds a host to rules, one after the other.
 *
 * @param link makes a host for a guest with these exports; a new one for each rule, so that none leaves anything to the next
 * @param trial what to do otherwise: hold it to these rules alone, or a host that is made of this one
 */
export async function hold(world: World, link: (exports: WebAssembly.Exports) => Linked, trial: Trial = {}): Promise<readonly Outcome[]> {
  const open: (() => void)[] = [];
  const start = () =>
    new Guest((exports) => {
      const { imports, closeAll } = link(exports);
      if (closeAll) open.push(closeAll);
      return trial.change ? trial.change(imports, exports) : imports;
    });
  const outcomes: Outcome[] = [];
  try {
    for (const { name, drift, of, says, needs, check } of trial.rules ?? rules) {
      const outcome = needs.every((need) => need in world) ? await judged(() => check(start(), world as Required<World>)) : 'not asked';
      outcomes.push({ name, drift, of, says, outcome });
    }
    return outcomes;
  } finally {
    for (const close of open) close();
  }
}

async function judged(check: () => void | Promise<void>): Promise<string> {
  try {
    await check();
    return 'held';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
