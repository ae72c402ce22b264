import type { Ending, Outcome } from '../../../runtime-glue/testing.js';
import { quote } from '../../diagnostics/visible.js';

const endings: Readonly<Record<Ending, true>> = {
  return: true,
  'abi-trap': true,
  'wasm-trap': true,
  exception: true,
  exit: true,
  'link-error': true,
};

/** Deeper than any argument of the kit; a circle has no end. */
const deepest = 32;

type Check = (value: unknown, at: string) => void;

/**
 * An outcome of the form that a host has to answer: one that is not is a mistake of whoever made the host answer, and is told as
 * one, since comparing it would say little or nothing.
 *
 * @throws Error that says which part has another form
 */
export function checkedOutcome(given: unknown): Outcome {
  const { steps, memory, whole, trace, strays, failures } = fieldsOf(given, '');
  each(steps, 'steps', step);
  if (memory !== undefined) each(memory, 'memory', range);
  if (whole !== undefined) wholeMemory(whole, 'whole');
  each(trace, 'trace', line);
  if (strays !== undefined) each(strays, 'strays', stray);
  if (failures !== undefined) each(failures, 'failures', failure);
  return given as Outcome;
}

const step: Check = (value, at) => {
  const { call, returns, ends } = fieldsOf(value, at);
  text(call, `${at}.call`);
  if (returns !== undefined && returns !== null && typeof returns !== 'string') wrong(`${at}.returns`, 'a string or null', returns);
  if (ends !== undefined && !(typeof ends === 'string' && Object.hasOwn(endings, ends)))
    wrong(`${at}.ends`, `one of ${Object.keys(endings).join(', ')}`, ends);
};

const range: Check = (value, at) => {
  const { at: place, bytes } = fieldsOf(value, at);
  if (typeof place !== 'string') whole(place, `${at}.at`, 'a whole number or the name of an export');
  hexadecimal(bytes, `${at}.bytes`);
};

const wholeMemory: Check = (value, at) => {
  const { size, changed } = fieldsOf(value, at);
  whole(size, `${at}.size`);
  each(changed, `${at}.changed`, (run, place) => {
    const { at: address, was, bytes } = fieldsOf(run, place);
    whole(address, `${place}.at`);
    hexadecimal(was, `${place}.was`);
    hexadecimal(bytes, `${place}.bytes`);
    if ((was as string).length !== (bytes as string).length) wrong(`${place}.bytes`, `text of as many bytes as \`${place}.was\``, bytes);
  });
};

const line: Check = (value, at) => {
  if (!Array.isArray(value)) wrong(at, 'an array', value);
  text((value as unknown[])[0], `${at}[0]`);
  json(value, at, 0);
};

const stray: Check = (value, at) => {
  const { during, at: address, before, after } = fieldsOf(value, at);
  if (during !== null) name(during, `${at}.during`, 'the name of an import or null');
  whole(address, `${at}.at`);
  hexadecimal(before, `${at}.before`);
  hexadecimal(after, `${at}.after`);
};

const failure: Check = (value, at) => {
  const { function: failed, message } = fieldsOf(value, at);
  name(failed, `${at}.function`, 'the name of an import');
  text(message, `${at}.message`);
};

/** What `JSON.stringify` would leave out, change or refuse could not be compared with what a vector says. */
function json(value: unknown, at: string, depth: number): void {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)) return;
  if (depth > deepest) wrong(at, `nothing deeper than ${deepest} levels`, value);
  if (Array.isArray(value)) value.forEach((inner, i) => void json(inner, `${at}[${i}]`, depth + 1));
  else if (isPlain(value)) for (const [key, inner] of Object.entries(value)) json(inner, `${at}.${key}`, depth + 1);
  else wrong(at, 'what JSON has', value);
}

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

const isPlain = (value: unknown): value is object => typeof value === 'object' && tagOf(value) === 'Object';

function each(value: unknown, at: string, check: Check): void {
  if (!Array.isArray(value)) wrong(at, 'an array', value);
  (value as unknown[]).forEach((item, i) => void check(item, `${at}[${i}]`));
}

function fieldsOf(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(at, 'an object', value);
  return value as Readonly<Record<string, unknown>>;
}

function text(value: unknown, at: string): void {
  if (typeof value !== 'string') wrong(at, 'a string', value);
}

function name(value: unknown, at: string, must: string): void {
  if (typeof value !== 'string' || !/^[\w.-]+$/.test(value)) wrong(at, must, value);
}

function whole(value: unknown, at: string, must = 'a whole number'): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0) wrong(at, must, value);
}

function hexadecimal(value: unknown, at: string): void {
  const fits = typeof value === 'string' && value.length % 2 === 0 && /^[0-9a-f]*$/.test(value);
  if (!fits) wrong(at, 'a string of lower-case hexadecimal digits, two for each byte', value);
}

/** `run` answers it in every case that can be wrong: what observes a host on the generated package is this project's own. */
function wrong(at: string, must: string, value: unknown): never {
  const what = at === '' ? 'an outcome,' : `\`${at}\` as`;
  throw new Error(`\`run\` must answer ${what} ${must}; it is ${told(value)}`);
}

function told(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return 'a bigint';
  if (Array.isArray(value)) return 'an array';
  return isPlain(value) ? 'an object' : `a ${tagOf(value)}`;
}
