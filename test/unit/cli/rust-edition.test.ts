import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fill } from '../writer/folder.js';
import { moltAbi } from './binary.js';
import { demoFolder } from './demo.js';

const gen = ['gen', '--abi', 'abi', '--emit', 'rust'];
const made = (folder: string): string => readFileSync(join(folder, 'molt-abi-out/rust/demo.rs'), 'utf8');

describe('the edition of the emitted Rust', () => {
  it('is 2021, or what the configuration says, or the command line', () => {
    const folder = demoFolder();
    expect(moltAbi(folder, gen)).toMatchObject({ code: 0, err: '' });
    expect(made(folder)).toContain('edition 2021');
    fill(folder, { 'molt-abi.config.json': '{"rustEdition":"2024"}' });
    expect(moltAbi(folder, [...gen, '--check'])).toMatchObject({ code: 1 });
    expect(moltAbi(folder, gen)).toMatchObject({ code: 0, err: '' });
    expect(made(folder)).toContain('unsafe extern "C"');
    expect(moltAbi(folder, [...gen, '--rust-edition', '2021'])).toMatchObject({ code: 0, err: '' });
    expect(made(folder)).toContain('edition 2021');
  });

  it('is one that is known', () => {
    const folder = demoFolder();
    const option = moltAbi(folder, [...gen, '--rust-edition', '2018']);
    expect(option).toMatchObject({ code: 2 });
    expect(option.err).toContain('Allowed choices are 2021, 2024.');
    fill(folder, { 'molt-abi.config.json': '{"rustEdition":2024}' });
    const key = moltAbi(folder, gen);
    expect(key).toMatchObject({ code: 2 });
    expect(key.err).toContain('needs "2021" or "2024" as rustEdition');
  });
});
