/** Words of a name of any toolchain: what is no ASCII letter or digit parts them, and so does a capital after a small letter. */
export function wordsOf(name: string): string[] {
  return name
    .slice(0, longestRead)
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== '')
    .flatMap((part) => (/[a-z]/.test(part) && /[A-Z]/.test(part) ? (part.match(/[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+/g) ?? []) : [part]))
    .map((word) => word.toLowerCase());
}

/** Of a longer name the rest says nothing to a person either. */
const longestRead = 300;
const longestName = 60;

/** An identifier of the language from words; `otherwise` where they give none. */
export function identifier(words: readonly string[], otherwise: string): string {
  const text = words.join('-').slice(0, longestName).replace(/-+$/, '');
  if (text === '') return otherwise;
  return /^[a-z]/.test(text) ? text : `f${text}`;
}

/** Equal for two names that some emitted language spells alike. */
export const fold = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Gives each item a name that no other one has in any spelling. */
export class Unique {
  readonly #taken = new Set<string>();
  readonly #next = new Map<string, number>();

  constructor(taken: Iterable<string> = []) {
    for (const name of taken) this.#taken.add(fold(name));
  }

  /** The wanted name, or with the next number that is free. `key` is what must be unique, if it is more than the name. */
  claim(wanted: string, key: (name: string) => readonly string[] = (name) => [name]): string {
    const free = (name: string) => key(name).every((k) => !this.#taken.has(fold(k)));
    const scope = key(wanted).join();
    let name = wanted;
    for (let n = this.#next.get(scope) ?? 2; !free(name); n++) {
      name = `${wanted}-${n}`;
      this.#next.set(scope, n + 1);
    }
    for (const k of key(name)) this.#taken.add(fold(k));
    return name;
  }
}
