import { describe, expect, test } from 'vitest';
import { readKit } from '../../generator/cli/parity/kit.js';
import { type Difference, differences, expected, type Vector } from '../../runtime-glue/testing.js';
import { hostFile, parity, reportOf } from './host-file.js';

/** Changes the reference host, and runs one vector on it. */
async function differing(change: string, id: string, target = 'wasi'): Promise<readonly Difference[]> {
  const { code, out } = await parity(hostFile(change), '--target', target, '--only', id, '--format', 'json');
  const found = reportOf(out).vectors.flatMap((v) => v.results.flatMap((r) => r.differences));
  expect(code).toBe(found.length > 0 ? 1 : 0);
  return found;
}

/** The host has all of the guest's memory: by the window that it is given, and by the export of the guest. */
const fillAnd = (more: string): string => `hosts.bytes.fill = (byte, buf) => {
    buf.fill(byte);
    const memory = new Uint8Array(buf.buffer);
    ${more}
  };`;
const besideWindow = 'memory[buf.byteOffset - 1] = 0x21;';
const memory = 'const memory = new Uint8Array(guest().memory.buffer);';
const echoAnd = (more: string): string => `hosts.text.echo = (text) => { ${memory} ${more} return text; };`;

describe('a host that writes where the schema does not let it', { timeout: 120_000 }, () => {
  test.each([
    ['WAT', 'memoryview/fill', fillAnd(besideWindow), 'byte 8191, written in bytes.fill', '00'],
    ['Rust', 'rust/fill-buffer', fillAnd(besideWindow), 'byte 65583, written in bytes.fill', '00'],
    ['C', 'c/echo', echoAnd('memory[1199] = 0x21;'), 'byte 1199, written in text.echo', 'ff'],
    [
      'C with a library',
      'c-async/reply',
      `hosts.streams.pump = ((pump) => () => { ${memory} memory[9] = 0x21; pump(); })(hosts.streams.pump);`,
      'byte 9, written in streams.pump',
      '00',
    ],
    [
      'shared memory',
      'threads/fill',
      `hosts.bytes.fill = (byte, buf) => { ${memory} memory[3] = 0x21; buf.fill(byte); };`,
      'byte 3, written in bytes.fill',
      '00',
    ],
  ])('is told the byte and the call, for a guest in %s', async (_, id, change, at, before) => {
    expect(await differing(change, id)).toEqual([{ at, expected: before, seen: '21' }]);
  });

  test('is told neighbours together, and every call', async () => {
    const change = fillAnd('memory.set([1, 2, 3], buf.byteOffset - 3); memory[9] = byte;');
    expect(await differing(change, 'memoryview/fill')).toEqual([
      { at: 'byte 9, written in bytes.fill', expected: '00', seen: 'ab' },
      { at: 'byte 8189, written in bytes.fill', expected: '000000', seen: '010203' },
    ]);
  });

  test('is told what it writes in an import from which it called the guest, before and after', async () => {
    const change = `hosts.control.call = (value) => {
      ${memory}
      memory[9] = 1;
      const answer = guest().parity_callback(value);
      memory[10] = 2;
      return answer;
    };`;
    expect(await differing(change, 'c/call-back')).toEqual([
      { at: 'byte 9, written in control.call', expected: '00', seen: '01' },
      { at: 'byte 10, written in control.call', expected: '00', seen: '02' },
    ]);
  });

  test('is told what it writes while no import runs', async () => {
    const change = `hosts.tasks.fetch = ((fetch) => (...values) => {
      setTimeout(() => { ${memory} memory[9] = 7; });
      return fetch(...values);
    })(hosts.tasks.fetch);`;
    expect(await differing(change, 'tasks/poll')).toEqual([{ at: 'byte 9, written while no import ran', expected: '00', seen: '07' }]);
  });

  test('is told what it writes after the last call, also into what it was lent', async () => {
    const late = 'hosts.bytes.fill = (byte, buf) => { buf.fill(byte); setTimeout(() => { buf[1] = 7; }); };';
    const at = 'byte 8193, written while no import ran';
    expect(await differing(late, 'memoryview/fill')).toContainEqual({ at, expected: 'ab', seen: '07' });
  });

  test('is told what it writes into what it was lent by an earlier call', async () => {
    const kept = `let lent;
      hosts.bytes.fill = (byte, buf) => { buf.fill(byte); lent = buf; };
      hosts.text.count = (text) => { lent[1] = 7; return [...text].length; };`;
    const at = 'byte 8193, written in text.count';
    const stray = { at, expected: 'ab', seen: '07' };
    const found = await differing(kept, 'memoryview/fill-then-count');
    expect(found.filter((difference) => difference.at.startsWith('byte'))).toEqual([stray, stray]);
  });

  test('is told what it leaves where it may write, and no vector says that it does', async () => {
    const found = await differing(echoAnd('memory[1230] = 0x21;'), 'c/echo');
    expect(found).toEqual([{ at: 'byte 1230, the last host call was text.echo', expected: '00', seen: '21' }]);
  });

  test('but what it may write it may write by any way', async () => {
    const raw = `hosts.bytes.fill = (byte, buf) => { ${memory} memory.fill(byte, buf.byteOffset, buf.byteOffset + buf.length); };`;
    for (const id of ['memoryview/fill', 'rust/fill-buffer']) expect(await differing(raw, id)).toEqual([]);
    expect(await differing(echoAnd('memory.fill(0x21, 1200, 1214);'), 'c/echo')).toEqual([]);
  });
});

describe('a memory that a host of another kind answers', () => {
  const vectorOf = (id: string): Vector => readKit().vectors.filter((v) => v.id === id)[0] as Vector;
  const wanted = expected(vectorOf('c/echo'), 'wasi');
  const whole = wanted.whole ?? { size: 0, changed: [] };

  test('has to be all of it', () => {
    const { whole: _, ...seen } = wanted;
    expect(differences(wanted, seen)).toEqual([{ at: 'whole', expected: whole, seen: null }]);
    expect(differences(wanted, { ...wanted, whole: { ...whole, size: 65536 } })).toEqual([
      { at: 'whole.size', expected: 131072, seen: 65536 },
    ]);
  });

  test('differs by a byte that is changed, not changed, or changed otherwise', () => {
    const last = 'the last host call was text.echo';
    const more = { at: 9, was: '0000', bytes: '0102' };
    expect(differences(wanted, { ...wanted, whole: { ...whole, changed: [more, ...whole.changed] } })).toEqual([
      { at: `byte 9, ${last}`, expected: '0000', seen: '0102' },
    ]);
    expect(differences(wanted, { ...wanted, whole: { ...whole, changed: whole.changed.slice(0, 1) } })).toEqual([
      { at: `byte 1264, ${last}`, expected: '0e', seen: '00' },
    ]);
    const [echoed, ...others] = whole.changed;
    const other = { at: 1200, was: '00'.repeat(14), bytes: `${echoed?.bytes.slice(0, 26)}7a` };
    expect(differences(wanted, { ...wanted, whole: { ...whole, changed: [other, ...others] } })).toEqual([
      { at: `byte 1213, ${last}`, expected: '6b', seen: '7a' },
    ]);
  });

  test('is told by its own name for a call only if that is one', () => {
    const seen = { ...wanted, trace: [['`a`\n'] as const], whole: { ...whole, changed: [] } };
    expect(differences(wanted, seen).map(({ at }) => at)).toEqual([
      'trace[0]',
      'byte 1200, the last host call was of no known name',
      'byte 1264, the last host call was of no known name',
    ]);
  });

  test('may cut its changes otherwise, and has numbers of its own for handles', () => {
    const cut = whole.changed.flatMap(({ at, was, bytes }) => [
      { at, was: was.slice(0, 2), bytes: bytes.slice(0, 2) },
      { at: at + 1, was: was.slice(2), bytes: bytes.slice(2) },
    ]);
    expect(differences(wanted, { ...wanted, whole: { ...whole, changed: cut } })).toEqual([]);
    const pair = expected(vectorOf('handles/pair'), 'wasi');
    const own = { at: 8192, was: '00'.repeat(12), bytes: 'ff'.repeat(12) };
    const changed = [own, ...(pair.whole?.changed ?? []).filter(({ at }) => at > 8203)];
    expect(differences(pair, { ...pair, whole: { size: 65536, changed } })).toEqual([]);
  });
});
