import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesSince } from '../../runtime-glue/touched.js';
import { call, load, rig, stub } from '../runtime/support.js';
import type { RecordEntry } from './support.js';

/** What has changed, looked for byte by byte: changes with up to eight other bytes between them are one. */
function byBytes(before: Uint8Array, now: Uint8Array): { address: number; bytes: Uint8Array }[] {
  const found: [start: number, end: number][] = [];
  for (const [at, byte] of before.entries()) {
    if (byte === now[at]) continue;
    const last = found.at(-1);
    if (last !== undefined && at - last[1] <= 8) last[1] = at + 1;
    else found.push([at, at + 1]);
  }
  return found.map(([start, end]) => ({ address: start, bytes: now.slice(start, end) }));
}

test('what has changed in a stretch of memory is told to the byte, wherever the stretch lies', () => {
  const some = fc.record({
    length: fc.nat(80),
    at: fc.nat(20),
    changed: fc.array(fc.tuple(fc.nat(79), fc.integer({ min: 1, max: 255 })), { maxLength: 12 }),
  });
  fc.assert(
    fc.property(some, ({ length, at, changed }) => {
      const memory = Uint8Array.from({ length: at + length + 9 }, (_, i) => i);
      const before = [{ address: at, bytes: memory.slice(at, at + length) }];
      const first = memory.slice();
      for (const [place, by] of changed) memory[at + place] = (memory[at + place] as number) ^ by;
      const expected = byBytes(first.subarray(at, at + length), memory.subarray(at, at + length));
      expect(changesSince(() => memory, before)).toEqual(expected.map((one) => ({ ...one, address: one.address + at })));
    }),
  );
});

test('stretches that did not change, and empty ones, have no changes', () => {
  const memory = new Uint8Array(100).fill(3);
  expect(
    changesSince(
      () => memory,
      [
        { address: 5, bytes: memory.slice(5, 70) },
        { address: 100, bytes: new Uint8Array(0) },
      ],
    ),
  ).toEqual([]);
});

test('a host that writes where only it knows: each call has what that call wrote, and nothing of what the guest did', async () => {
  const pkg = await load('buffers');
  const { recorder, readLog } = (await load('buffers', 'record')).entry as unknown as RecordEntry;
  const { layer, log } = recorder();
  let byte = 0;
  const raw = (at: { writeU32(offset: number, value: number): boolean }) => {
    byte++;
    if (byte !== 3) at.writeU32(byte, byte);
    return 0;
  };
  const guest = await rig(pkg, { io: stub({ raw }).host }, { layers: [layer] });
  for (const at of [64, 128, 192, 70_000]) {
    guest.put(32, [at % 251]);
    if (at === 70_000) guest.memory.grow(1);
    call(guest, 'raw', at);
  }
  expect(readLog(log()).calls.map((one) => one.writes)).toEqual([
    [{ address: 65, bytes: Uint8Array.of(1) }],
    [{ address: 130, bytes: Uint8Array.of(2) }],
    [],
    [{ address: 70_004, bytes: Uint8Array.of(4) }],
  ]);
});
