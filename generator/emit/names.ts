import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, unplaced } from '../diagnostics/diagnostic.js';
import type { Origin } from '../ir/item.js';

const parted = new Map<string, readonly string[]>();

/** Words of a name: parted by `-` and `_`; where a part has both cases, also before a capital that begins a word (`HTTPName`: `HTTP Name`). */
export function words(name: string): readonly string[] {
  // Every emitter asks for the words of every name, in several cases.
  const known = parted.get(name) ?? part(name);
  parted.set(name, known);
  return known;
}

const part = (name: string): string[] =>
  name
    .split(/[-_]/)
    .flatMap((part) => (/[A-Z]/.test(part) && /[a-z]/.test(part) ? (part.match(/[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+/g) ?? []) : [part]));

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();

/** `recv-flags` -> `RecvFlags` */
export const pascalCase = (name: string): string => words(name).map(capital).join('');
/** `recv-flags` -> `recvFlags` */
export const camelCase = (name: string): string =>
  words(name)
    .map((word, i) => (i === 0 ? word.toLowerCase() : capital(word)))
    .join('');
/** `recv-flags` -> `recv_flags` */
export const snakeCase = (name: string): string =>
  words(name)
    .map((word) => word.toLowerCase())
    .join('_');
/** `recv-flags` -> `RECV_FLAGS` */
export const screamingCase = (name: string): string => snakeCase(name).toUpperCase();

/** What claims a name: how messages call it, and where it stands. */
export interface Claimant {
  readonly what: string;
  readonly origin: Origin;
}

/** The names that one emitter gives out, by scope. A reserved word gets a trailing `_`; two items of one name are reported. */
export class NameTable {
  readonly diagnostics: Diagnostic[] = [];
  readonly #scopes = new Map<string, Map<string, Claimant>>();

  constructor(
    readonly language: string,
    readonly isReserved: (name: string) => boolean,
  ) {}

  /** The name under which the item appears in the scope. */
  claim(scope: string, wanted: string, item: Claimant): string {
    let name = wanted;
    while (this.isReserved(name)) name += '_';
    const taken = this.#scopes.get(scope) ?? new Map<string, Claimant>();
    this.#scopes.set(scope, taken);
    const first = taken.get(name);
    if (first) this.#collision(name, first, item);
    else taken.set(name, item);
    return name;
  }

  #collision(name: string, first: Claimant, second: Claimant): void {
    this.diagnostics.push(
      diagnostic(
        'emit/collision',
        unplaced(second.origin),
        { language: this.language, name, first: first.what, second: second.what },
        { related: [{ message: `${first.what} stands here`, span: unplaced(first.origin) }] },
      ),
    );
  }
}
