/** Section of a module that holds its stamp. */
export const stampSection = 'molt.abi';

/** Names may hold any character, so a key is built that no other pair of names has. */
export const keyOf = (module: string, name: string): string => JSON.stringify([module, name]);

/** What a value is, in a sentence. */
export const kindOf = (value: unknown): string =>
  value === null || value === undefined ? String(value) : `a${typeof value === 'object' ? 'n' : ''} ${typeof value}`;

/** Names come from modules: without what could draw on a terminal, hide, or begin a line of a log. */
export const shown = (text: string): string => text.replace(/[^\x20-\x7e]/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
