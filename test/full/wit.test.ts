import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { isDeclared } from '../../generator/emit/lifecycle.js';
import { docLines } from '../../generator/emit/text/visible.js';
import { witDocs } from '../../generator/emit/text/wit.js';
import { wit } from '../../generator/emitters/wit/index.js';
import { kebabCase } from '../../generator/emitters/wit/names.js';
import type { LoweredAbi, LoweredInterface } from '../../generator/ir/lowered.js';
import type { NamedType } from '../../generator/ir/types.js';
import { compileFolder, corpus, emitted } from '../unit/emitters/corpus.js';
import { hostile } from './hostile.js';
import { wasmTools } from './wit-tools.js';

const folders = [
  ...corpus.map((name) => `test/corpus/${name}`),
  ...['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0', '1.5.0'].map((version) => `schemas/molt/${version}`),
  'schemas/wasi/1.0.0',
];
const tools = await wasmTools();

/** A world as the parser understands it: the functions of a core module of dummies for it, and the types that it embeds, as text. */
interface ParsedWorld {
  readonly imports: ReadonlySet<string>;
  readonly exports: ReadonlySet<string>;
  readonly text: string;
}

async function parsed(witSource: string, world: string): Promise<ParsedWorld> {
  try {
    const core = await tools.componentEmbed({ witSource, dummy: true, world });
    const module = new WebAssembly.Module(new Uint8Array(core));
    // Modules of dummies are `cm32p2|molt:abi/db@1`.
    const short = (module: string, name: string) => `${module.replace(/^.*\/|@.*$/g, '')} ${name}`;
    return {
      imports: new Set(WebAssembly.Module.imports(module).map((i) => short(i.module, i.name))),
      exports: new Set(
        WebAssembly.Module.exports(module)
          .map((e) => e.name.split('|'))
          .filter(([, iface, name]) => iface !== '' && name !== undefined && !name.endsWith('_post'))
          .map(([, iface = '', name = '']) => short(iface, name)),
      ),
      text: await tools.print(new Uint8Array(WebAssembly.Module.customSections(module, 'component-type')[0] ?? [])),
    };
  } catch (error) {
    const { payload, message } = error as { payload?: string; message?: string };
    throw new Error(`${world}: ${payload ?? message}`);
  }
}

const worlds = new Map<string, { lowered: LoweredAbi; byTarget: Map<string, ParsedWorld> }>();

beforeAll(async () => {
  for (const folder of folders) {
    const lowered = compileFolder(folder);
    const [file] = await emitted(wit, lowered);
    const byTarget = new Map<string, ParsedWorld>();
    for (const { name } of lowered.abi.targets) byTarget.set(name, await parsed(file?.text ?? '', `${kebabCase(name)}-guest`));
    worlds.set(folder, { lowered, byTarget });
  }
}, 120_000);

const usable = (i: LoweredInterface, target: string) => i.functions.some(({ func }) => isDeclared(func) && func.targets.includes(target));

describe('the parser finds every function of the interfaces of a target, and no other', () => {
  test.each(folders)('%s', (folder) => {
    const { lowered, byTarget } = worlds.get(folder) as NonNullable<ReturnType<typeof worlds.get>>;
    for (const [target, world] of byTarget) {
      const there = lowered.interfaces.filter((i) => usable(i, target));
      const expected = there.flatMap(({ interface: i }) => {
        const types = new Set(i.types.map((type) => kebabCase(type.name)));
        return i.functions
          .filter(isDeclared)
          .map((f) => `${kebabCase(i.name)} ${kebabCase(f.name)}${types.has(kebabCase(f.name)) ? '-call' : ''}`);
      });
      const names = new Set(there.map(({ interface: i }) => kebabCase(i.name)));
      const found = [...world.imports].filter((name) => names.has(name.split(' ')[0] ?? '') && !name.endsWith('_drop'));
      expect(found.sort()).toEqual(expected.sort());
      const exported = lowered.interfaces.flatMap((i) =>
        i.exports
          .filter((e) => e.export.kind === 'func' && isDeclared(e.export))
          .map((e) => `${kebabCase(i.interface.name)}-exports ${kebabCase(e.export.name)}`),
      );
      expect([...world.exports].sort()).toEqual(exported.sort());
    }
  });
});

describe('types have the cases, the fields and the resources of the ABI', () => {
  const list = (items: readonly { readonly name: string }[]) => items.map((c) => ` "${kebabCase(c.name)}"`).join('');
  function* shapes(type: NamedType): Iterable<string> {
    if (type.kind === 'enum' || type.kind === 'errors') yield `(enum${list(type.cases)})`;
    if (type.kind === 'handle' && type.issuedBy === 'glue') yield `"${kebabCase(type.name)}" (type (sub resource))`;
    if (type.kind === 'record' && type.fields.some((f) => !f.reserved))
      for (const field of type.fields) if (!field.reserved) yield `(field "${kebabCase(field.name)}" `;
    if (type.kind === 'variant') for (const c of type.cases) yield `(case "${kebabCase(c.name)}"`;
    if (type.kind === 'flags' && type.bits.length <= 32 && type.bits.every((b) => (b.value & (b.value - 1n)) === 0n && b.value > 0n))
      yield `(flags${list(type.bits)})`;
  }

  test.each(folders)('%s', (folder) => {
    const { lowered, byTarget } = worlds.get(folder) as NonNullable<ReturnType<typeof worlds.get>>;
    for (const [target, { text }] of byTarget)
      for (const { interface: i } of lowered.interfaces.filter((i) => usable(i, target)))
        for (const shape of i.types.flatMap((type) => [...shapes(type)])) expect(text.includes(shape), shape).toBe(true);
  });
});

test('text of a schema stays documentation', async () => {
  const texts = fc.sample(hostile, { numRuns: 2000, seed: 31 });
  const docs = texts.map((text, i) => `${witDocs(docLines(text), '  ')}\n  item${i}: func();`);
  const every = texts.map((text) => witDocs(docLines(text))).join('\n');
  const source = `${every}\npackage a:b@1.0.0;\ninterface i {\n${docs.join('\n')}\n}\nworld w { import i; }\n`;
  const { imports } = await parsed(source, 'w');
  expect(imports.size).toBe(texts.length);
});
