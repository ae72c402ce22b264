import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isDeclared } from '../../generator/emit/lifecycle.js';
import { type RustNames, rustNames } from '../../generator/emitters/rust/names.js';
import type { LoweredAbi, MemoryType } from '../../generator/ir/lowered.js';
import { compileFolder, corpus } from '../unit/emitters/corpus.js';
import { checkLibrary, compileGuest, debianRustc, moduleOf, newRustc, prelude } from './rust-tools.js';
import { comparable, declaredImports, inFolder, run, type TypedImport, typedImports } from './tools.js';

const folders = [
  ...corpus.map((name) => `test/corpus/${name}`),
  ...['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0', '1.5.0'].map((version) => `schemas/molt/${version}`),
  'schemas/wasi/1.0.0',
];

/** Compiles a guest around the emitted module. */
async function guestOf(lowered: LoweredAbi, body: string): Promise<Buffer> {
  const { path, text } = await moduleOf(lowered);
  return inFolder({ [path]: text, 'guest.rs': prelude(path) + body }, (at) => {
    compileGuest(at);
    return readFileSync(join(at, 'guest.wasm'));
  });
}

describe('the module compiles without a warning', () => {
  test.each(folders)('%s', async (folder) => {
    const lowered = compileFolder(folder);
    const [old, latest] = [await moduleOf(lowered), await moduleOf(lowered, '2024')];
    inFolder({ [old.path]: old.text, 'with_mod.rs': `#![no_std]\n#[path = "${old.path}"]\nmod abi;\n` }, (at) =>
      checkLibrary(at, debianRustc(), '2021', 'with_mod.rs'),
    );
    inFolder({ [latest.path]: latest.text, 'included.rs': `#![no_std]\npub mod abi {\n  include!("${latest.path}");\n}\n` }, (at) =>
      checkLibrary(at, newRustc(), '2024', 'included.rs'),
    );
  });
});

describe('a guest in Rust has the imports, core types and offsets of the ABI', () => {
  test.each(folders)('%s', async (folder) => {
    const lowered = compileFolder(folder);
    const { names } = rustNames(lowered);
    const functions = lowered.interfaces.flatMap((i) => i.functions).filter((f) => isDeclared(f.func));
    const references = functions.map(
      ({ func }) => `    abi::${names.modules.get(func.interfaceName)}::${names.functions.get(func.id)} as *const (),\n`,
    );
    const fields = lowered.interfaces.flatMap((i) => [...i.layouts.values()].flatMap((layout) => fieldsOf(layout, names)));
    const probes = fields.map(({ type, field }, i) => offsetProbe(`offset_${i}`, type, field));
    const guest = await guestOf(lowered, tableOf(references) + probes.join(''));
    const imports = typedImports(guest);
    expect(comparable(imports)).toEqual(comparable(declaredImports(functions)));

    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(guest)), stubsFor(imports));
    const offsets = fields.map((_, i) => (exports[`offset_${i}`] as () => number)());
    expect(offsets).toEqual(fields.map((field) => field.offset));
  });
});

/** Functions that are never called. Objects without a prototype, since a module may be called `__proto__`. */
function stubsFor(imports: readonly TypedImport[]): WebAssembly.Imports {
  const stubs = Object.create(null) as Record<string, Record<string, () => number>>;
  for (const { module } of imports) stubs[module] = Object.create(null) as Record<string, () => number>;
  for (const { module, name } of imports) Object.assign(stubs[module] ?? {}, { [name]: () => 0 });
  return stubs;
}

/** An array that holds the address of every function, so that none is left out. */
const tableOf = (references: readonly string[]): string => `
pub struct Table([*const (); ${references.length}]);
unsafe impl Sync for Table {}
#[no_mangle]
#[allow(deprecated)]
pub static TABLE: Table = Table([
${references.join('')}]);
`;

/** Where the fields of a structure lie: how Rust names them, and their offsets by the ABI. */
function fieldsOf(layout: MemoryType, names: RustNames): { readonly type: string; readonly field: string; readonly offset: number }[] {
  if (layout.kind === 'scalar') return [];
  const { id } = layout.type;
  const type = `abi::${names.modules.get(id.slice(0, id.indexOf('.')))}::${names.types.get(id)}`;
  if (layout.kind === 'record')
    return layout.fields.map(({ name, offset }) => ({ type, field: names.member(id, name, layout.type), offset }));
  return layout.cases.some((c) => c.memory) ? [{ type, field: 'payload', offset: layout.payloadOffset }] : [];
}

const offsetProbe = (name: string, type: string, field: string): string => `
#[no_mangle]
#[allow(deprecated)]
pub extern "C" fn ${name}() -> usize {
    let value = core::mem::MaybeUninit::<${type}>::uninit();
    unsafe { core::ptr::addr_of!((*value.as_ptr()).${field}) as usize - value.as_ptr() as usize }
}
`;

/** Checks a program that uses the module of a case. */
async function check(name: string, body: string, edit: (text: string) => string = (text) => text): Promise<void> {
  const { path, text } = await moduleOf(compileFolder(`test/corpus/${name}`));
  const program = `#![no_std]\n#[path = "${path}"]\nmod abi;\n${body}`;
  inFolder({ [path]: edit(text), 'program.rs': program }, (at) => checkLibrary(at, debianRustc(), '2021', 'program.rs'));
}

test('the constants are exact', async () => {
  const checks = [
    'Big::MAX.0 == u64::MAX',
    'Big::ODD.0 == 9007199254740993',
    'Least::MIN.0 == i64::MIN',
    'Level::LOW.0 == i32::MIN',
    'Hints::SIGN.0 < 0',
    'Wide::TOP.0 == 1 << 63',
    'Stdio::FD_FIRST.0 == 1 << 30',
    'Color::DARK_BLUE.0 == 2',
    'core::mem::size_of::<Color>() == 1',
    'Hints(3).contains(Hints::FAST)',
    '!Hints(2).contains(Hints::FAST)',
  ];
  await check('enums', `use abi::modes::*;\n${checks.map((condition) => `const _: () = assert!(${condition});\n`).join('')}`);
});

test('a definition of an exported function is held against its signature', async () => {
  const using = (type: string) =>
    `pub extern "C" fn read(place: ${type}) -> bool { !place.is_null() }\nconst _: abi::guest::ReadExport = read;\n`;
  await check('exports', using('*mut core::ffi::c_void'));
  await expect(check('exports', using('*const u64'))).rejects.toThrow('mismatched types');
});

test('what is deprecated warns where it is used, with the advice', async () => {
  await expect(check('deprecated', 'pub fn f() { unsafe { abi::old::old() } }\n')).rejects.toThrow(
    'Deprecated since 1.1.0, to be removed in 2.0.0. Use old.new.',
  );
});

test('a structure that the compiler lays out otherwise does not compile', async () => {
  await expect(check('records', '', (text) => text.replace('pub b: u16,', 'pub b: u32,'))).rejects.toThrow('assertion failed');
});

test('elsewhere the functions are external ones, which a program may define', async () => {
  const { path, text } = await moduleOf(compileFolder('test/corpus/scalars'));
  const program = `#[path = "${path}"]\nmod abi;\n#[no_mangle]\npub extern "C" fn demo_take_u32(x: u32) { assert_eq!(x, 42); }\nfn main() { unsafe { abi::numbers::take_u32(42) }; }\n`;
  inFolder({ [path]: text, 'program.rs': program }, (at) => {
    run(at, debianRustc(), '--edition', '2021', '-o', 'program', 'program.rs');
    run(at, join(at, 'program'));
  });
});
