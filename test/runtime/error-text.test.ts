import { beforeAll, describe, expect, test } from 'vitest';
import { call, changes, load, type Package, type Rig, rig, type Stub, stub } from './support.js';

let pkg: Package;
let guest: Rig;
let host: Stub;

beforeAll(async () => {
  pkg = await load('buffers');
  host = stub();
  guest = await rig(pkg, { io: host.host });
});

describe('error text', () => {
  test.each([
    ['returned', () => pkg.entry.err(pkg.entry.Errno.EAGAIN as object, 'später'), -11, 'spä'],
    [
      'thrown',
      () => {
        throw pkg.entry.err(pkg.entry.Errno.EAGAIN as object, 'no');
      },
      -11,
      'no',
    ],
    ['without text', () => pkg.entry.Errno.EAGAIN, -11, ''],
    ['of another domain', () => new pkg.entry.Failure('x.y', 'X', 3, 'secret'), -5, ''],
    [
      'an exception',
      () => {
        throw new Error('secret');
      },
      -5,
      '',
    ],
    [
      'whose text throws',
      () =>
        Object.defineProperty(new pkg.entry.Failure('io.errno', 'EAGAIN', 11), 'text', {
          get: () => {
            throw new Error('secret');
          },
        }),
      -11,
      '',
    ],
    [
      'whose domain throws',
      () =>
        Object.defineProperty(new pkg.entry.Failure('io.errno', 'EAGAIN', 11, 'secret'), 'domain', {
          get: () => {
            throw new Error('secret');
          },
        }),
      -5,
      '',
    ],
    [
      'whose code is 0 when it is read again',
      () => {
        let read = 0;
        return Object.defineProperty(new pkg.entry.Failure('io.errno', 'EAGAIN', 11, 'no'), 'code', { get: () => [11, 0][read++] });
      },
      -11,
      'no',
    ],
    ['no text at all', () => pkg.entry.err(pkg.entry.Errno.EAGAIN as object, { toString: () => 'secret' } as never), -11, ''],
  ] as const)('is written for a failure %s, cut on a character', (_, explain, code, text) => {
    host.answers = { explain: explain as never };
    guest.bytes().fill(0);
    guest.view().setUint32(64, 99, true);
    expect(call(guest, 'explain', 1, 0, 4, 64)).toBe(code);
    const length = guest.view().getUint32(64, true);
    expect(guest.text(0, length)).toBe(text);
    expect(guest.get(length, 8).every((b) => b === 0)).toBe(true);
  });

  test('is not touched when the call succeeds', () => {
    host.answers = {};
    expect(changes(guest, () => call(guest, 'explain', 1, 0, 4, 64))).toEqual({ result: 0, at: [] });
  });
});
