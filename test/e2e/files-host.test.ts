import { execFileSync } from 'node:child_process';
import fs, { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { folder } from '../runtime/supply.js';
import { ExampleHosts } from './example-hosts.js';

interface Named {
  readonly name: string;
}
type Answer = number | Named | undefined;

/** What these tests use of test/hosts/node/main.ts. */
interface Files {
  pathOpen(fd: number, dirflags: number, path: string, oflags: number, rights: bigint, inheriting: bigint, fdflags: number): Answer;
  pathFilestatGet(fd: number, flags: number, path: string): object;
  pathReadlink(fd: number, path: string): Uint8Array | Named;
  pathCreateDirectory(fd: number, path: string): Answer;
  pathRemoveDirectory(fd: number, path: string): Answer;
  pathUnlinkFile(fd: number, path: string): Answer;
  pathRename(fd: number, from: string, toFd: number, to: string): Answer;
  fdRead(fd: number, iovs: readonly Uint8Array[]): Answer;
  fdWrite(fd: number, iovs: readonly Uint8Array[]): Answer;
  fdSeek(fd: number, offset: bigint, whence: number): bigint | Named;
  fdReaddir(fd: number, buf: object, room: number, cookie: bigint): Answer;
  fdFilestatSetSize(fd: number, size: bigint): Answer;
  fdClose(fd: number): Answer;
}
interface NodeHost {
  filesHost(open: object): Files;
  readonly Descriptors: new (preopens: readonly object[], most?: number) => object;
}

const { filesHost, Descriptors } = await new ExampleHosts().load<NodeHost>('node/main.ts');
const [follow, all] = [1, 2n ** 30n - 1n];
const [CREAT, DIRECTORY, EXCL, TRUNC] = [1, 2, 4, 8];
const [READ, WRITE] = [2n, 64n];
const [SHARED, PRIVATE] = [3, 4];

const name = (answer: unknown): unknown => (typeof answer === 'object' && answer !== null && 'name' in answer ? answer.name : answer);

/** `base/shared` may only be read, `base/private` be changed, and `base/secret` is nobody's business. */
let base: string;
let files: Files;

beforeEach(() => {
  base = folder();
  for (const made of ['shared/sub', 'private/box', 'secret']) mkdirSync(join(base, made), { recursive: true });
  writeFileSync(join(base, 'secret/key'), 'the secret');
  writeFileSync(join(base, 'shared/note'), 'a note');
  writeFileSync(join(base, 'private/draft'), 'a draft');
  const preopens = [
    { name: '/shared', path: join(base, 'shared') },
    { name: '/private', path: join(base, 'private'), write: true },
  ];
  files = filesHost(new Descriptors(preopens, 16));
});

const open = (fd: number, path: string, oflags = 0, rights = all, inheriting = all, flags = follow): unknown =>
  name(files.pathOpen(fd, flags, path, oflags, rights, inheriting, 0));

/** Text of a file by its descriptor, or the error. */
function read(fd: unknown): unknown {
  if (typeof fd !== 'number') return fd;
  const room = new Uint8Array(64);
  const count = files.fdRead(fd, [room]);
  return typeof count === 'number' ? Buffer.from(room.subarray(0, count)).toString() : name(count);
}
const write = (fd: unknown, text: string): unknown => name(files.fdWrite(Number(fd), [Buffer.from(text)]));

describe('case 93: paths are resolved beneath the directory', () => {
  test('plain files, through directories and back', () => {
    for (const path of ['note', './note', 'sub/../note', 'sub/.././/note']) expect(read(open(SHARED, path))).toBe('a note');
  });

  test.each([
    ['../secret/key', 'NOTCAPABLE'],
    ['sub/../../secret/key', 'NOTCAPABLE'],
    ['..', 'NOTCAPABLE'],
    ['/etc/passwd', 'NOTCAPABLE'],
    ['note/', 'NOTDIR'],
    ['note/.', 'NOTDIR'],
    ['note/../note', 'NOTDIR'],
    ['missing/', 'NOENT'],
    ['missing/../note', 'NOENT'],
    ['', 'NOENT'],
    ['..\\secret\\key', 'INVAL'],
    ['note\0.txt', 'INVAL'],
    ['a'.repeat(300), 'NAMETOOLONG'],
  ])('%j is %s', (path, error) => {
    expect(open(SHARED, path)).toBe(error);
  });

  test('links are followed as far as the directory reaches, and `..` goes up from where they lead', () => {
    mkdirSync(join(base, 'shared/deep/er'), { recursive: true });
    writeFileSync(join(base, 'shared/deep/note'), 'a deep note');
    symlinkSync('deep/er', join(base, 'shared/short'));
    symlinkSync('short/../note', join(base, 'shared/chain'));
    // By its letters this would be the note beside the link.
    expect(read(open(SHARED, 'short/../note'))).toBe('a deep note');
    expect(read(open(SHARED, 'chain'))).toBe('a deep note');
    expect(Buffer.from(files.pathReadlink(SHARED, 'chain') as Uint8Array).toString()).toBe('short/../note');
    expect(open(SHARED, 'chain', 0, all, all, 0)).toBe('LOOP');
  });

  test.each([
    ['up', '../secret', 'up/key'],
    ['up', '../secret/key', 'up'],
    ['up', '../secret/key', 'up/'],
    ['sub/far', '../../secret/key', 'sub/far'],
    ['root', '/', 'root/etc/passwd'],
    ['self', '../shared/note', 'self'],
  ])('the link %s -> %s leads %s nowhere', (link, target, path) => {
    symlinkSync(target, join(base, 'shared', link));
    expect(open(SHARED, path)).toBe('NOTCAPABLE');
    expect(name(files.pathFilestatGet(SHARED, follow, path))).toBe('NOTCAPABLE');
  });

  test('a link that leads to itself ends', () => {
    symlinkSync('b', join(base, 'shared/a'));
    symlinkSync('a', join(base, 'shared/b'));
    expect(open(SHARED, 'a')).toBe('LOOP');
  });

  test('nothing is made, moved or removed through a link that leads out', () => {
    symlinkSync('../secret', join(base, 'private/out'));
    symlinkSync('../secret/new', join(base, 'private/dangling'));
    expect(open(PRIVATE, 'out/new', CREAT)).toBe('NOTCAPABLE');
    expect(open(PRIVATE, 'dangling', CREAT)).toBe('NOTCAPABLE');
    expect(open(PRIVATE, 'dangling', CREAT | EXCL)).toBe('LOOP');
    expect(name(files.pathCreateDirectory(PRIVATE, 'out/new'))).toBe('NOTCAPABLE');
    expect(name(files.pathUnlinkFile(PRIVATE, 'out/key'))).toBe('NOTCAPABLE');
    expect(name(files.pathRename(PRIVATE, 'out/key', PRIVATE, 'key'))).toBe('NOTCAPABLE');
    expect(name(files.pathRename(PRIVATE, 'draft', PRIVATE, 'out/key'))).toBe('NOTCAPABLE');
    expect(readdirSync(join(base, 'secret'))).toEqual(['key']);
    expect(readFileSync(join(base, 'secret/key'), 'utf8')).toBe('the secret');
  });

  test('the directory itself stays where it is', () => {
    for (const path of ['.', 'box/..']) {
      expect(name(files.pathRemoveDirectory(PRIVATE, path))).toBe('INVAL');
      expect(name(files.pathRename(PRIVATE, path, PRIVATE, 'box/inside'))).toBe('INVAL');
    }
  });

  test('a directory is what was opened, not what has its name now', () => {
    const box = Number(open(PRIVATE, 'box', DIRECTORY));
    rmSync(join(base, 'private/box'), { recursive: true });
    symlinkSync('../secret', join(base, 'private/box'));
    expect(open(box, 'key')).toBe('NOENT');
    rmSync(join(base, 'private/box'));
    renameSync(join(base, 'secret'), join(base, 'private/box'));
    expect(open(box, 'key')).toBe('NOENT');
  });

  test('a pipe is not opened, which would wait for its other end', () => {
    execFileSync('mkfifo', [join(base, 'private/pipe')]);
    expect(open(PRIVATE, 'pipe')).toBe('NOTSUP');
  });
});

describe('case 92: rights travel with what was opened', () => {
  test('a directory to read hands on nothing else, whatever is asked for', () => {
    const note = open(SHARED, 'note');
    expect(write(note, 'changed')).toBe('NOTCAPABLE');
    expect(name(files.fdFilestatSetSize(Number(note), 0n))).toBe('NOTCAPABLE');
    expect(open(SHARED, 'new', CREAT)).toBe('NOTCAPABLE');
    expect(open(SHARED, 'note', TRUNC)).toBe('NOTCAPABLE');
    expect(name(files.pathCreateDirectory(SHARED, 'new'))).toBe('NOTCAPABLE');
    expect(name(files.pathUnlinkFile(SHARED, 'note'))).toBe('NOTCAPABLE');
    expect(readFileSync(join(base, 'shared/note'), 'utf8')).toBe('a note');
  });

  test('moving in or out of it would launder them', () => {
    expect(name(files.pathRename(SHARED, 'note', PRIVATE, 'note'))).toBe('NOTCAPABLE');
    expect(name(files.pathRename(PRIVATE, 'draft', SHARED, 'draft'))).toBe('NOTCAPABLE');
    expect(readdirSync(join(base, 'shared'))).toEqual(['note', 'sub']);
  });

  test('opening again through a narrower directory gives nothing back', () => {
    const reader = Number(open(PRIVATE, '.', DIRECTORY, all, READ));
    const draft = open(reader, 'draft');
    expect(read(draft)).toBe('a draft');
    expect(write(draft, 'x')).toBe('NOTCAPABLE');
    const again = Number(open(reader, '.', DIRECTORY));
    expect(open(again, 'draft')).toBe('NOTCAPABLE');
    expect(open(again, 'new', CREAT)).toBe('NOTCAPABLE');
  });

  test('a file that only may be written is not read, by whichever name', () => {
    linkSync(join(base, 'private/draft'), join(base, 'private/other'));
    for (const path of ['draft', 'other']) {
      const file = open(PRIVATE, path, 0, WRITE);
      expect(read(file)).toBe('NOTCAPABLE');
      expect(write(file, 'A')).toBe(1);
    }
    const kept = open(PRIVATE, 'other', 0, READ);
    expect(name(files.pathRename(PRIVATE, 'other', PRIVATE, 'box/moved'))).toBe(undefined);
    expect(write(kept, 'x')).toBe('NOTCAPABLE');
    expect(read(kept)).toBe('A draft');
  });
});

/** The bytes of a listing from a cookie on. */
function listing(fd: number, room: number, cookie: bigint): Buffer {
  const bytes = Buffer.alloc(room);
  const buf = { write: (offset: number, part: Uint8Array) => bytes.set(part, offset) === undefined };
  return bytes.subarray(0, files.fdReaddir(fd, buf, room, cookie) as number);
}

/** Reads a directory to its end, in parts of so many bytes; tells each whole entry of a part after it. */
function readDirectory(fd: number, room: number, tell: (name: string) => void): void {
  let cookie = 0n;
  for (let used = room; used === room; ) {
    const bytes = listing(fd, room, cookie);
    used = bytes.length;
    for (let at = 0, end = 24; end <= used; at = end, end += 24) {
      end = at + 24 + bytes.readUInt32LE(at + 16);
      if (end > used) break;
      cookie = bytes.readBigUInt64LE(at);
      tell(bytes.toString('utf8', at + 24, end));
    }
  }
}

describe('files', () => {
  test('are made, written, measured, read from a position, and removed', () => {
    const file = Number(open(PRIVATE, 'box/new', CREAT | EXCL));
    expect(open(PRIVATE, 'box/new', CREAT | EXCL)).toBe('EXIST');
    expect(name(files.fdWrite(file, [Buffer.from('hello, '), Buffer.from('world')]))).toBe(12);
    expect(files.pathFilestatGet(PRIVATE, 0, 'box/new')).toMatchObject({ size: 12n, filetype: 4, nlink: 1n });
    expect(files.fdSeek(file, -5n, 2)).toBe(7n);
    expect(read(file)).toBe('world');
    expect(name(files.fdSeek(file, -1n, 0))).toBe('INVAL');
    expect(open(PRIVATE, 'box/new', TRUNC)).toBeTypeOf('number');
    expect(readFileSync(join(base, 'private/box/new'), 'utf8')).toBe('');
    expect(name(files.pathRemoveDirectory(PRIVATE, 'box'))).toBe('NOTEMPTY');
    expect(files.pathUnlinkFile(PRIVATE, 'box/new')).toBe(undefined);
    expect(files.pathRemoveDirectory(PRIVATE, 'box')).toBe(undefined);
    expect(files.fdClose(file)).toBe(undefined);
    expect(name(files.fdClose(file))).toBe('BADF');
  });

  test('a listing goes on where its cookie says, and is cut where the room ends', () => {
    const whole = listing(SHARED, 256, 0n);
    expect(whole.length).toBe(24 + 4 + 24 + 3);
    expect([whole.readBigUInt64LE(0), whole.readUInt32LE(16), whole[20], whole.toString('utf8', 24, 28)]).toEqual([1n, 4, 4, 'note']);
    expect(listing(SHARED, 256, 1n)).toEqual(whole.subarray(28));
    expect(listing(SHARED, 30, 0n)).toEqual(whole.subarray(0, 30));
    expect(listing(SHARED, 256, 2n).length).toBe(0);
  });

  test('a directory is read once for all its parts, again from its beginning, and without what was removed meanwhile', () => {
    const names = Array.from({ length: 300 }, (_, i) => `file-${String(i).padStart(3, '0')}`);
    for (const made of names) writeFileSync(join(base, 'private/box', made), '');
    const box = Number(open(PRIVATE, 'box', DIRECTORY));
    const original = fs.readdirSync;
    let readings = 0;
    fs.readdirSync = ((...values: Parameters<typeof original>) => {
      readings++;
      return original(...values);
    }) as typeof original;
    syncBuiltinESMExports();
    const seen: string[] = [];
    try {
      readDirectory(box, 256, (found) => seen.push(found));
      expect([seen, readings]).toEqual([names, 1]);
      // As `rm -r` does.
      readDirectory(box, 256, (found) => expect([found, files.pathUnlinkFile(box, found)]).toEqual([found, undefined]));
      expect(readings).toBe(2);
    } finally {
      fs.readdirSync = original;
      syncBuiltinESMExports();
    }
    expect(readdirSync(join(base, 'private/box'))).toEqual([]);
    // Of a list whose first entry went while it was read, the rest follows.
    expect(listing(PRIVATE, 10, 0n).length).toBe(10);
    rmSync(join(base, 'private/box'), { recursive: true });
    expect(listing(PRIVATE, 256, 1n).toString('utf8', 24)).toBe('draft');
  });

  test('there is an end of descriptors, and one that is closed is had again', () => {
    const opened = Array.from({ length: 14 }, () => open(SHARED, 'note'));
    expect(opened.at(-1)).toBe(18);
    expect(open(SHARED, 'note')).toBe('MFILE');
    files.fdClose(7);
    expect(open(SHARED, 'note')).toBe(7);
  });
});
