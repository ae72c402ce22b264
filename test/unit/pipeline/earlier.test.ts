import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Compilation, compile } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { nodeHost } from '../../../generator/source/node-host.js';
import { root } from '../../meta/imports.js';

const molt = join(root, 'schemas/molt');
const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0', '1.5.0'];

const whole = ({ value, diagnostics }: ReturnType<typeof compile>): Compilation => {
  if (!value) throw new Error(diagnostics.map((d) => d.message).join('\n'));
  return value;
};
/** Without what is a function. */
const plain = ({ abi, lowered: { locate: _, ...lowered } }: Compilation) => ({ abi, lowered });

const files = (version: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(molt, version), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => [`v/${name}`, readFileSync(join(molt, version, name), 'utf8')]),
  );

describe('compiling after an earlier version', () => {
  it('gives what compiling alone gives, for every pair of versions in either order', () => {
    const alone = new Map(versions.map((version) => [version, whole(compile(nodeHost, join(molt, version)))]));
    for (const [earlier, before] of alone)
      for (const [version, expected] of alone) {
        const after = whole(compile(nodeHost, join(molt, version), before));
        expect(plain(after), `${version} after ${earlier}`).toEqual(plain(expected));
      }
  });

  it('takes over the interfaces that are the same, and makes anew those that name what has changed', () => {
    const before = whole(compile(memoryHost(files('1.5.0')), 'v'));
    const changed = files('1.5.0');
    changed['v/errno.json'] = (changed['v/errno.json'] ?? '').replace('"doc": "', '"doc": "Changed. ');
    const after = whole(compile(memoryHost(changed), 'v', before));
    const shared = after.abi.interfaces.filter((i) => before.abi.interfaces.includes(i)).map((i) => i.name);
    expect(shared).toContain('memory');
    expect(shared).not.toContain('errno');
    // Sockets answer errors of errno.
    expect(shared).not.toContain('socket');
    expect(plain(after)).toEqual(plain(whole(compile(memoryHost(changed), 'v'))));
  });

  it('takes nothing over where the targets or a payload schema differ', () => {
    const before = whole(compile(memoryHost(files('1.5.0')), 'v'));
    for (const change of [
      (text: Record<string, string>) => {
        text['v/abi.json'] = (text['v/abi.json'] ?? '').replace('"threads": "optional"', '"threads": "required"');
      },
      (text: Record<string, string>) => {
        const payload = Object.keys(text).find((name) => name.startsWith('v/payloads/')) ?? '';
        text[payload] = (text[payload] ?? '').replace('{', '{ "$comment": "changed",');
      },
    ]) {
      const changed = files('1.5.0');
      change(changed);
      const after = whole(compile(memoryHost(changed), 'v', before));
      expect(after.abi.interfaces.filter((i) => before.abi.interfaces.includes(i))).toEqual([]);
    }
  });

  it('reports what is wrong as if it stood alone', () => {
    const before = whole(compile(memoryHost(files('1.5.0')), 'v'));
    const broken = files('1.5.0');
    broken['v/errno.json'] = (broken['v/errno.json'] ?? '').replaceAll('"errno"', '"errnos"');
    expect(compile(memoryHost(broken), 'v', before)).toEqual(compile(memoryHost(broken), 'v'));
  });
});
