import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { binary, moltAbi } from '../unit/cli/binary.js';
import { demoFolder } from '../unit/cli/demo.js';
import { treeOf } from '../unit/writer/folder.js';

const own = mkdtempSync(join(tmpdir(), 'molt-abi-full-'));
afterAll(() => rmSync(own, { recursive: true, force: true }));

const gen = (version: string, emit: string) => ['gen', '--abi', 'abi', '--abi-version', version, '--emit', emit, '--out', 'out'];
const first = gen('1.0.0', 'allowlist,manifest,wat');
const second = gen('1.1.0', 'allowlist,manifest,c');

function prepared(name: string): string {
  const folder = join(own, name);
  cpSync(demoFolder(), folder, { recursive: true });
  expect(moltAbi(folder, first).code).toBe(0);
  return folder;
}

/**
 * Ways to be allowed to mount a file system of one's own, which nobody else sees. Where there is none, the limit on the size
 * of files, below, alone stands for a full disk: the kernel refuses a write half-way there too.
 */
const ways = [
  ['unshare', '--map-root-user', '--mount'],
  ['unshare', '--mount'],
  ['sudo', '-n', 'unshare', '--mount'],
];
const way = ways.find(([tool = '', ...args]) => spawnSync(tool, [...args, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0);

/** Runs `second` on disks with ever more room, and keeps what each run says and leaves in `results/<room>`. */
const script = (folder: string, mount: string) => `
  set -eu
  results=${folder}/results
  mkdir -p "$results"
  for room in $(seq 0 14); do
    mkdir "$results/$room"
    disk=$(mktemp -d "$results/disk-XXXX")
    ${mount}
    set +e
    (cd "$disk" && "${process.execPath}" "${binary}" ${second.join(' ')}) >"$results/$room/said" 2>&1
    echo $? >"$results/$room/exit"
    set -e
    cp -R "$disk/out" "$results/$room/out"
    cd /
    umount "$disk" 2>/dev/null || true
  done
  chmod -R a+rwX "$results"`;

/** A tmpfs that is full but for some pages, or some inodes. */
const fullOf = {
  pages: (folder: string) => `
    mount -t tmpfs -o size=1m tmpfs "$disk"
    cp -R ${folder}/abi ${folder}/out ${folder}/package.json "$disk"
    dd if=/dev/zero of="$disk/filler" bs=4096 status=none 2>/dev/null || true
    truncate -s -$((room * 4096)) "$disk/filler"`,
  inodes: (folder: string) => `
    mount -t tmpfs -o nr_inodes=200 tmpfs "$disk"
    cp -R ${folder}/abi ${folder}/out ${folder}/package.json "$disk"
    n=0
    while : 2>/dev/null >"$disk/filler-$n"; do n=$((n + 1)); done 2>/dev/null
    for i in $(seq 1 "$room"); do rm "$disk/filler-$((n - i))"; done`,
};

describe('case 33: a disk that is full', () => {
  it.each(way ? Object.entries(fullOf) : [])(
    'of %s leaves the old tree, or has room for the new one',
    { timeout: 120_000 },
    (name, mount) => {
      const folder = prepared(name);
      const oldTree = treeOf(join(folder, 'out'));
      const [tool = '', ...args] = way ?? [];
      const ran = spawnSync(tool, [...args, 'bash', '-c', script(folder, mount(folder))], { encoding: 'utf8' });
      expect(ran.stderr).toBe('');
      expect(moltAbi(folder, second).code).toBe(0);
      const newTree = treeOf(join(folder, 'out'));
      const exits = Array.from({ length: 15 }, (_, room) => {
        const at = join(folder, 'results', `${room}`);
        const [said, exit] = [readFileSync(join(at, 'said'), 'utf8'), Number(readFileSync(join(at, 'exit'), 'utf8'))];
        const tree = treeOf(join(at, 'out'));
        if (exit === 0) expect(tree, `room ${room}: ${said}`).toEqual(newTree);
        else {
          expect(exit, `room ${room}: ${said}`).toBe(5);
          expect(said).toMatch(/io\/write.*\bout\/.*no space left on device \(ENOSPC\)/);
          expect(tree, `room ${room}: ${said}`).toEqual(oldTree);
        }
        return exit;
      });
      expect(new Set(exits)).toEqual(new Set([0, 5]));
    },
  );

  it('or that takes no larger files leaves the old tree, or has room for the new one', { timeout: 60_000 }, () => {
    const exits = [0, 1, 2].map((kilobytes) => {
      const folder = prepared(`limit-${kilobytes}`);
      const oldTree = treeOf(join(folder, 'out'));
      const { status, stderr } = spawnSync(
        'bash',
        ['-c', `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$@"`, 'bash', process.execPath, binary, ...second],
        {
          cwd: folder,
          encoding: 'utf8',
        },
      );
      if (status !== 0) {
        expect(status).toBe(5);
        expect(stderr).toMatch(/io\/write.*out\/.*file too large \(EFBIG\)/);
        expect(treeOf(join(folder, 'out'))).toEqual(oldTree);
      }
      return status;
    });
    expect(exits).toEqual([5, 5, 0]);
  });
});
