import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic, Span } from '../diagnostics/diagnostic.js';
import { quote } from '../diagnostics/visible.js';
import type { JsonValue } from './document.js';
import { limits } from './limits.js';
import { numberFault, numberForm } from './number.js';
import { pointerSegment } from './pointer.js';
import { type SpanTable, stringEnd } from './spans.js';
import { scanString } from './string.js';
import type { Locate } from './text.js';

const noKey = -1;
const zero = 0x30;
/** Characters that go on a number; `undefined` stands behind the end of the text. */
const numberPart: ReadonlySet<string | undefined> = new Set('0123456789.eE');

/** An object without prototype. Made so it takes a third of the memory of one by `Object.create(null)`, which V8 keeps as a hash table. */
const emptyObject = (): Record<string, JsonValue> => Object.setPrototypeOf({}, null) as Record<string, JsonValue>;

/** Unwinds the reader at the first fault of a file; caught in `parseJson`. */
export class Fault {
  constructor(readonly diagnostic: Diagnostic) {}
}

/**
 * Recursive descent over RFC 8259. The depth is limited, so the stack is too. Where each value stands goes into `spans`.
 * A method that reads something starts at its first character and stops after its last.
 */
export class Reader {
  readonly #file: string;
  readonly #text: string;
  readonly #spans: SpanTable;
  readonly #locate: Locate;
  readonly #maxValues: number;
  /** Keys and indices that lead to the value being read. */
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(file: string, text: string, spans: SpanTable, locate: Locate, maxValues: number) {
    this.#file = file;
    this.#maxValues = maxValues;
    this.#text = text;
    this.#spans = spans;
    this.#locate = locate;
  }

  document(): JsonValue {
    this.#skipSpace();
    const value = this.#value(noKey);
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#syntax('the end of the file');
    return value;
  }

  #value(key: number): JsonValue {
    const index = this.#spans.open(this.#at, key);
    if (index >= this.#maxValues) this.#limit('values in the ABI', limits.jsonValues);
    const value = this.#bare(index);
    this.#spans.close(index, this.#at);
    return value;
  }

  #bare(index: number): JsonValue {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(index);
      case '[':
        return this.#array();
      case '"':
        return this.#string('a string');
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #object(index: number): JsonValue {
    this.#enter();
    const object = emptyObject();
    this.#skipSpace();
    if (this.#take('}')) return object;
    this.#path.push('');
    do {
      this.#skipSpace();
      const keyStart = this.#at;
      if (this.#text[keyStart] !== '"') this.#syntax('a key in double quotes', this.#path.length - 1);
      const key = this.#string('a key', this.#path.length - 1);
      this.#path[this.#path.length - 1] = key;
      if (key in object) this.#duplicate(index, key, keyStart);
      this.#skipSpace();
      if (!this.#take(':')) this.#syntax('a colon after the key');
      this.#skipSpace();
      object[key] = this.#value(keyStart);
      this.#skipSpace();
    } while (this.#take(','));
    if (!this.#take('}')) this.#syntax('a comma or the end of the object', this.#path.length - 1);
    this.#path.pop();
    return object;
  }

  #array(): JsonValue {
    this.#enter();
    const array: JsonValue[] = [];
    this.#skipSpace();
    if (this.#take(']')) return array;
    this.#path.push(0);
    do {
      this.#path[this.#path.length - 1] = array.length;
      this.#skipSpace();
      array.push(this.#value(noKey));
      this.#skipSpace();
    } while (this.#take(','));
    if (!this.#take(']')) this.#syntax('a comma or the end of the array', this.#path.length - 1);
    this.#path.pop();
    return array;
  }

  #enter(): void {
    if (this.#path.length >= limits.jsonDepth)
      this.#fail(diagnostic('parse/depth', this.#span(this.#at, this.#at + 1), { limit: limits.jsonDepth }));
    this.#at++;
  }

  #string(what: string, depth = this.#path.length): string {
    const start = this.#at;
    const scanned = scanString(this.#text, start);
    if (scanned.fault !== undefined) {
      this.#at = scanned.at;
      this.#syntax(`${what} ${scanned.fault}`, depth);
    }
    if (scanned.at - start > limits.tokenLength) this.#limit('characters in a string', limits.tokenLength);
    this.#at = scanned.at;
    return scanned.escaped ? (JSON.parse(this.#text.slice(start, scanned.at)) as string) : this.#text.slice(start + 1, scanned.at - 1);
  }

  #word<T extends JsonValue>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#syntax('a value');
    this.#at += word.length;
    return value;
  }

  #number(): number {
    const start = this.#at;
    const digit = this.#text.charCodeAt(start) - zero;
    if (digit >= 0 && digit <= 9 && !numberPart.has(this.#text[start + 1])) {
      this.#at++;
      return digit;
    }
    numberForm.lastIndex = start;
    const literal = numberForm.exec(this.#text)?.[0];
    if (literal === undefined) this.#syntax('a value');
    const end = start + literal.length;
    if (literal.length > limits.tokenLength) this.#limit('characters in a number', limits.tokenLength);
    const value = Number(literal);
    const why = numberFault(literal, value);
    if (why !== undefined) this.#fail(diagnostic('parse/number', this.#span(start, end), { literal: shortened(literal), why }));
    this.#at = end;
    return value;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = this.#text.charCodeAt(++this.#at);
  }

  #duplicate(object: number, key: string, start: number): never {
    const first = this.#spans.key(this.#spans.child(this.#text, object, key) ?? object);
    const related = [{ message: 'the first one', span: this.#span(first, stringEnd(this.#text, first)) }];
    this.#fail(diagnostic('parse/duplicate-key', this.#span(start, this.#at), { key: quote(key) }, { related }));
  }

  #limit(what: string, limit: number): never {
    this.#fail(diagnostic('parse/limit', this.#span(this.#at, this.#at), { what, limit }));
  }

  /** `depth`: how much of the path leads to the value in which the fault lies. */
  #syntax(expected: string, depth = this.#path.length): never {
    const found = foundAt(this.#text, this.#at);
    const span = this.#span(this.#at, this.#at + found.length, depth);
    this.#fail(diagnostic('parse/syntax', span, { expected, found: found.text }));
  }

  #span(start: number, end: number, depth = this.#path.length): Span {
    const pointer = this.#path
      .slice(0, depth)
      .map((key) => `/${pointerSegment(key)}`)
      .join('');
    return { file: this.#file, pointer, start: this.#locate(start), end: this.#locate(end) };
  }

  #fail(fault: Diagnostic): never {
    throw new Fault(fault);
  }
}

const longestLiteral = 40;
const shortened = (literal: string): string => (literal.length > longestLiteral ? `${literal.slice(0, longestLiteral)}…` : literal);

const wordForm = /^(?:[A-Za-z0-9_+.-]+|\\u[0-9A-Fa-f]{0,4}|\\.)/;

/** What stands at an offset, as a message names it: a word, an escape or one character. */
function foundAt(text: string, at: number): { readonly text: string; readonly length: number } {
  if (at >= text.length) return { text: 'the end of the file', length: 0 };
  if (text[at] === '"') return { text: 'a double quote', length: 1 };
  const word = wordForm.exec(text.slice(at, at + 40))?.[0] ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
  return { text: quote(word), length: word.length };
}
