import { expect, it } from 'vitest';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { base, type Files, merged, sideOfFiles } from './fixtures.js';

const between = (baseline: Files, candidate: Files) => {
  const before = merged(base, baseline);
  return findingsOf(pairOf(sideOfFiles(before), sideOfFiles(merged(before, candidate))), rules);
};
const line = ({ rule, item, cause, bump }: ReturnType<typeof between>[number]) => `${bump} ${rule.id} ${item} because of ${cause}`;

it('a module string of a whole interface is the cause of every import that moved', () => {
  expect(between({}, { 'api.json': { module: 'demo' } }).map(line)).toEqual([
    'major import-module-moved function api.ping because of interface api',
    'major import-module-moved function api.read because of interface api',
  ]);
});

it('an interface that is new is the cause of what it brings', () => {
  const ping = { import: 'more_ping', doc: 'Answers.', result: { type: 'u32' }, capability: 'demo.use' };
  const more = { interface: 'more', module: 'env', functions: { ping } };
  expect(between({}, { 'abi.json': { interfaces: ['api.json', 'more.json'] }, 'more.json': more }).map(line)).toEqual([
    'minor import-added function more.ping because of interface more',
  ]);
});

it('the definition of a type is told at the type and not at the parameters that name it', () => {
  const size = { kind: 'alias', type: 'u32' };
  const ping = { params: [{ name: 'value', type: 'size' }], result: { type: 'size' } };
  const before = { 'api.json': { types: { size }, functions: { ping } } };
  const found = between(before, { 'api.json': { types: { size: { type: 'u64' } } } });
  expect([...new Set(found.map((finding) => finding.item))]).toEqual(['type api.size']);
});

it('a parameter that crosses otherwise by itself is told although its type changed too', () => {
  const size = { kind: 'alias', type: 'u32' };
  const params = (extra: object) => ({ functions: { ping: { params: [{ name: 'value', type: 'size', ...extra }] } } });
  const before = { 'api.json': { types: { size }, ...params({}) } };
  const found = between(before, { 'api.json': params({ core: 'i64' }) });
  expect(found.map((finding) => `${finding.rule.id} ${finding.item}`)).toContain('param-wasm-type-changed parameter api.ping.value');
});

it('names from a file are shown and do nothing', () => {
  const found = between({}, { 'api.json': { functions: { ping: { import: 'demo\u001b[2J\u202eping' } } } });
  expect(found.map((finding) => finding.message)).toEqual([
    'the import of function api.ping was env.demo_ping, is now env.demo\\u001b[2J\\u202eping',
  ]);
});
