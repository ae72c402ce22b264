/** A part of a pattern between two slashes: text as it is, `**`, or what names are matched with. */
export type Segment = { readonly literal: string } | 'any-depth' | { readonly parts: readonly Part[] };

/** A character, `?` (one character) or `*` (any number of them). */
type Part = { readonly character: string } | 'one' | 'any';

/** Texts that the braces of one pattern may stand for. */
export const mostAlternatives = 1_000;

/** Thrown where the braces of a pattern stand for more texts than `mostAlternatives`. */
export class TooManyAlternatives extends Error {}

/**
 * Patterns without braces that one with braces stands for: `{a,b}.wasm` for `a.wasm` and `b.wasm`. Braces without a comma are
 * text, as in shells. A backslash takes the meaning from the character after it.
 */
export function alternativesOf(pattern: string): readonly string[] {
  const open = firstBraces(pattern);
  if (!open) return [pattern];
  const { start, end, commas } = open;
  const tails = alternativesOf(pattern.slice(end + 1));
  const borders = [start, ...commas, end];
  const choices = borders.slice(1).flatMap((border, i) => alternativesOf(pattern.slice((borders[i] ?? 0) + 1, border)));
  if (choices.length * tails.length > mostAlternatives) throw new TooManyAlternatives();
  return choices.flatMap((choice) => tails.map((tail) => pattern.slice(0, start) + choice + tail));
}

interface Braces {
  readonly start: number;
  readonly end: number;
  readonly commas: readonly number[];
}

/** The first pair of braces that parts its content by commas, with those commas. */
function firstBraces(pattern: string): Braces | undefined {
  const open: { start: number; commas: number[] }[] = [];
  const closed: Braces[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '\\') i++;
    else if (character === '{') open.push({ start: i, commas: [] });
    else if (character === ',') open.at(-1)?.commas.push(i);
    else if (character === '}') {
      const braces = open.pop();
      if (braces && braces.commas.length > 0) closed.push({ ...braces, end: i });
    }
  }
  return closed.sort((a, b) => a.start - b.start)[0];
}

/**
 * The segments of a pattern without braces. `.` and empty ones are left out, and `**` after `**` says nothing more; at the end
 * it stands for whatever is below.
 */
export function segmentsOf(pattern: string): readonly Segment[] {
  const texts = pattern.split('/').filter((text) => text !== '' && text !== '.');
  const segments = texts.map(segmentOf).filter((segment, i, all) => segment !== 'any-depth' || all[i - 1] !== 'any-depth');
  return segments.at(-1) === 'any-depth' ? [...segments, { parts: ['any'] }] : segments;
}

function segmentOf(text: string): Segment {
  if (text === '**') return 'any-depth';
  const parts: Part[] = [];
  const characters = [...text];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    if (character === '*') parts.push('any');
    else if (character === '?') parts.push('one');
    else if (character === '\\' && i + 1 < characters.length) parts.push({ character: characters[++i] ?? '' });
    else parts.push({ character });
  }
  const literal = parts.every((part) => typeof part === 'object') ? parts.map(({ character }) => character).join('') : undefined;
  return literal === undefined ? { parts } : { literal };
}

/**
 * Whether a name fits. Names that begin with a dot fit only where the pattern says the dot. Takes at most as many steps as the
 * product of both lengths: after a mismatch only the last `*` takes one character more.
 */
export function fits(name: string, parts: readonly Part[]): boolean {
  const characters = [...name];
  const first = parts[0];
  if (characters[0] === '.' && !(typeof first === 'object' && first.character === '.')) return false;
  let [at, part] = [0, 0];
  let star: { readonly part: number; at: number } | undefined;
  while (at < characters.length) {
    const wanted = parts[part];
    if (wanted === 'any') {
      star = { part, at };
      part++;
    } else if (wanted === 'one' || (wanted !== undefined && wanted.character === characters[at])) {
      at++;
      part++;
    } else if (star) {
      star.at++;
      at = star.at;
      part = star.part + 1;
    } else return false;
  }
  return parts.slice(part).every((left) => left === 'any');
}
