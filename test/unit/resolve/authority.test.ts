import { expect, test } from 'vitest';
import { compiled, faults, fn, type Json } from './support.js';

const can = (more: Json = {}): Json => ({ doc: 'C.', nondeterministic: true, ...more });
const withCapabilities = (capabilities: Json, parts: Json = {}) => faults(parts, { capabilities });
const needing = (capability: unknown, more: Json = {}) => ({ functions: { f: fn({ capability, ...more }) } });
const vocabulary = { fs: can({ implies: ['fs.read'] }), 'fs.read': can({ targets: ['wasi'] }), net: can({ targets: ['browser'] }) };

test('a function says what it needs', () => {
  expect(withCapabilities(vocabulary, needing(undefined))).toEqual(['resolve/missing-capability /functions/f: f names no capability']);
  expect(withCapabilities(vocabulary, needing('none'))).toEqual([
    'resolve/capability-reason /functions/f/capability: f needs no capability and does not say why',
  ]);
  expect(withCapabilities(vocabulary, needing('fs.raed'))).toEqual([
    'resolve/unknown-capability /functions/f/capability: there is no capability fs.raed',
  ]);
  expect(withCapabilities(vocabulary, needing('toString'))).toHaveLength(1);
  const { abi } = compiled(needing({ anyOf: ['net', 'fs'] }), { capabilities: vocabulary });
  expect(abi.interfaces[0]?.functions[0]?.authority).toEqual({ kind: 'any', names: ['fs', 'net'] });
});

test('a function is on no target where its authority cannot be granted', () => {
  const on = (target: string, capability: string) =>
    `resolve/capability-target /functions/f/capability: f is on target ${target}, where ${capability} cannot be granted`;
  expect(withCapabilities(vocabulary, needing('fs.read'))).toEqual([on('browser', 'fs.read')]);
  expect(withCapabilities(vocabulary, needing({ allOf: ['fs.read', 'net'] }))).toEqual([on('browser', 'fs.read'), on('wasi', 'net')]);
  expect(withCapabilities(vocabulary, needing({ anyOf: ['fs.read', 'net'] }))).toEqual([]);
  const nowhere = { a: can({ targets: [] }), b: can({ targets: [] }) };
  expect(withCapabilities(nowhere, needing({ anyOf: ['a', 'b'] }, { targets: ['wasi'] }))).toEqual([on('wasi', 'a or b')]);
  expect(withCapabilities(vocabulary, needing('fs.read', { targets: ['wasi'] }))).toEqual([]);
});

test('names and older names of capabilities are one scope, in which none is the absence of any', () => {
  expect(withCapabilities({ time: can({ aliases: ['clock'] }), clock: can() })).toEqual([
    'resolve/duplicate-name /capabilities/time/aliases/0: the name clock is taken: capability clock and an alias of time',
  ]);
  expect(withCapabilities({ a: can({ aliases: ['old'] }), b: can({ aliases: ['old'] }) })).toEqual([
    'resolve/duplicate-name /capabilities/b/aliases/0: the name old is taken: an alias of a and an alias of b',
  ]);
  expect(withCapabilities({ none: can() })).toEqual([
    'resolve/duplicate-name /capabilities/none: the name none is taken: the absence of a capability and capability none',
  ]);
});

test('implications lead to capabilities that exist, without a circle', () => {
  expect(withCapabilities({ a: can({ implies: ['b'] }) })).toEqual([
    'resolve/unknown-capability /capabilities/a/implies/0: there is no capability b',
  ]);
  expect(withCapabilities({ a: can({ implies: ['a'] }) })).toEqual([
    'resolve/cyclic-capability /capabilities/a/implies: capabilities imply each other: a -> a',
  ]);
  const ring = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [
      `c${String(i).padStart(2, '0')}`,
      can({ implies: [`c${String((i + 1) % 12).padStart(2, '0')}`] }),
    ]),
  );
  expect(withCapabilities(ring)).toEqual([
    'resolve/cyclic-capability /capabilities/c11/implies: capabilities imply each other: c00 -> c01 -> c02 -> c03 -> c04 -> c05 -> c06 -> c07 -> ... -> c11 -> c00',
  ]);
  // A diamond is no circle.
  expect(withCapabilities({ a: can({ implies: ['b', 'c'] }), b: can({ implies: ['d'] }), c: can({ implies: ['d'] }), d: can() })).toEqual(
    [],
  );
});

test('targets of every item exist', () => {
  const unknown = (at: string) => `resolve/unknown-target ${at}/targets/0: there is no target edge`;
  expect(faults({ functions: { f: fn({ targets: ['edge'] }) } })).toEqual([unknown('/functions/f')]);
  expect(withCapabilities({ a: can({ targets: ['edge'] }) })).toEqual([unknown('/capabilities/a')]);
  expect(faults({ tags: { t: { import: 't', params: [], targets: ['edge'] } } })).toEqual([unknown('/tags/t')]);
  expect(faults({}, { modules: { m: { answeredBy: 'module', doc: 'M.', targets: ['edge'] } } })).toEqual([unknown('/modules/m')]);
  expect(faults({ exports: { e: { export: 'e', required: ['edge'] } } })).toEqual([
    'resolve/unknown-target /exports/e/required/0: there is no target edge',
  ]);
});
