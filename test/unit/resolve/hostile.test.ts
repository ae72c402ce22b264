import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { compile } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { root } from '../../conformance/molt.js';
import { faults, shown } from './support.js';

const folder = `${root}schemas/molt/1.5.0`;
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
const texts = new Map(names.map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]));

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What a careless or hostile hand puts in place of a value. */
const replacement: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    '',
    'none',
    'bytes',
    'u64',
    'list',
    'guest.value',
    'toString',
    '__proto__',
    'constructor',
    'n',
    [],
    {},
    [[]],
    0,
    -1,
  ),
  fc.constantFrom<Json>(
    2 ** 31,
    2 ** 32,
    -(2 ** 53) + 1,
    '18446744073709551616',
    '-9223372036854775809',
    0.5,
    1e21,
    '1.0.0-01',
    '9.9.9',
    '99999999999999999999.0.0',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .constantFrom('../x.json', 'http://x/', 'payloads/db-request.schema.json', 'socket.socket', 'errno.errno', 'molt_{n}')
    .map((text): Json => text),
);

interface Step {
  readonly file: number;
  readonly at: number;
  readonly how: 'delete' | 'replace' | 'duplicate' | 'move' | 'rename';
  readonly other: number;
  readonly value: Json;
}

const step: fc.Arbitrary<Step> = fc.record({
  file: fc.nat(),
  at: fc.nat(),
  how: fc.constantFrom('delete', 'replace', 'duplicate', 'move', 'rename'),
  other: fc.nat(),
  value: replacement,
});

interface Slot {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string;
}

/** Every place in a value that holds another one. */
function slotsOf(value: Json, found: Slot[] = []): Slot[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    found.push({ holder: value as { [key: string]: Json }, key });
    slotsOf(inner, found);
  }
  return found;
}

const set = ({ holder }: Slot, key: string, value: Json): void => {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
};

function mutate(files: Map<string, Json>, { file, at, how, other, value }: Step): void {
  const slots = slotsOf([...files.values()][file % files.size] ?? null);
  const slot = slots[at % Math.max(1, slots.length)];
  const second = slots[other % Math.max(1, slots.length)];
  if (!slot || !second) return;
  const own = (slot.holder as { [key: string]: Json })[slot.key] ?? null;
  if (how === 'delete') Array.isArray(slot.holder) ? slot.holder.splice(Number(slot.key), 1) : delete slot.holder[slot.key];
  else if (how === 'replace') set(slot, slot.key, value);
  else if (how === 'move') set(slot, slot.key, structuredClone((second.holder as { [key: string]: Json })[second.key] ?? null));
  else if (Array.isArray(slot.holder)) slot.holder.push(structuredClone(own));
  else {
    if (how === 'rename') delete slot.holder[slot.key];
    set(slot, how === 'rename' && typeof value === 'string' ? value : `${slot.key}2`, structuredClone(own));
  }
}

const before = Object.getOwnPropertyNames(Object.prototype).join();
afterEach(() => expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before));

test('the files of Molt, changed at random, give an ABI or diagnostics with places, and never an exception', { timeout: 240_000 }, () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 3 }), (steps) => {
      const files = new Map([...texts].map(([name, text]) => [name, JSON.parse(text) as Json]));
      for (const one of steps) mutate(files, one);
      const host = memoryHost(Object.fromEntries([...files].map(([name, value]) => [`a/${name}`, JSON.stringify(value)])));
      const { value, diagnostics } = compile(host, 'a');
      const errors = diagnostics.filter((d) => d.severity === 'error');
      expect(value === undefined).toBe(errors.length > 0);
      refused += errors.length > 0 ? 1 : 0;
      for (const d of diagnostics) {
        // A file that is not there has no place of its own.
        if (d.code === 'io/read') continue;
        expect(d.span?.start.line, shown(d)).toBeGreaterThan(0);
        expect(names, shown(d)).toContain(d.span?.file);
        for (const related of d.related) expect(related.span.start.line, shown(d)).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500 },
  );
  expect(refused).toBeGreaterThan(100);
});

test('a type whose `kind` is misspelt lacks it', () => {
  expect(faults({ types: { t: { kind2: 'opaque', repr: 'u8' } } })).toEqual([expect.stringContaining('shape/missing-key /types/t')]);
});
