/**
 * An error that the ABI declares, as a value: hosts return it (or throw it), and the glue gives the guest its code.
 * The constants of an error domain are made once, so that returning one costs nothing.
 */
export class Failure<D extends string = string> {
  constructor(
    /** Id of the error domain, `interface.type`. */
    readonly domain: D,
    readonly name: string,
    /** The number of the domain, not yet negated or widened. */
    readonly code: number,
    /** Text for functions with an error text buffer. Other functions never show it to the guest. */
    readonly text?: string,
  ) {}
}

/** The failure itself, or a copy of it with a text for the guest. */
export const err = <D extends string>(failure: Failure<D>, text?: string): Failure<D> =>
  text === undefined ? failure : new Failure(failure.domain, failure.name, failure.code, text);

/** Makes the constants of an error domain. */
export const errorDomain = <D extends string, C extends Record<string, number>>(
  domain: D,
  codes: C,
): { readonly [K in keyof C]: Failure<D> } => {
  const made: Record<string, Failure<D>> = {};
  for (const name of Object.keys(codes)) made[name] = new Failure(domain, name, codes[name] as number);
  return Object.freeze(made) as { readonly [K in keyof C]: Failure<D> };
};

/**
 * The guest broke the ABI in a way that the function has no error for. The instance is poisoned: every later call of an
 * import throws the same trap, also if the guest caught this one.
 */
export class AbiTrap extends Error {
  override readonly name = 'AbiTrap';
}

/** Why hosts, grants, module and ABI do not fit together, one line each. Thrown before any guest code runs. */
export class AbiLinkError extends Error {
  override readonly name = 'AbiLinkError';
  constructor(
    readonly differences: readonly string[],
    options?: { cause?: unknown },
  ) {
    super(differences.join('\n'), options);
  }
}
