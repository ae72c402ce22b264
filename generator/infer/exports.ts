import { typeText } from '../../runtime-glue/wasm/extern.js';
import type { ExternType } from '../../runtime-glue/wasm/module.js';
import type * as Raw from '../schema/raw.generated.js';
import type { GivenModule, Note } from './material.js';
import { indescribable } from './merge.js';
import { identifier, Unique, wordsOf } from './words.js';

/** Exports that hosts commonly use, and who calls them when. */
const common: readonly (readonly [name: RegExp, when: string])[] = [
  [/^memory$/, 'The host, in every call that has an address.'],
  [/^_start$/, 'The host, once, to run the program.'],
  [/^(_initialize|__wasm_call_ctors|__wbindgen_start)$/, 'The host, once, before any other export.'],
  [
    /^_?_?(malloc|calloc|alloc|allocate|wbindgen_malloc(_command_export)?|wbindgen_export_\d+|new)$/,
    'The host, to get memory for what it passes.',
  ],
  [/^_?_?(realloc|wbindgen_realloc(_command_export)?)$/, 'The host, to change the size of memory that it got.'],
  [/^_?_?(free|dealloc|deallocate|wbindgen_free(_command_export)?)$/, 'The host, to give memory back.'],
  [/^__(pin|unpin|collect)$/, 'The host, to keep what it holds from being collected.'],
  [/^(__indirect_function_table|table)$/, 'The host, to call functions of the guest by their index.'],
  [/^(run|main|_main|resume|getsp)$/, 'The host, to run the program.'],
  [
    /^(emscripten_)?stack(Save|Restore|Alloc)$|^_emscripten_stack_(restore|alloc)$|^emscripten_stack_get_current$/,
    'The host, for memory that lives as long as a call.',
  ],
];

export interface DraftExports {
  readonly exports: Record<string, Raw.GuestExport>;
  readonly notes: readonly Note[];
}

const numberTypes: Readonly<Record<string, string>> = { i32: 's32', i64: 's64', f32: 'f32', f64: 'f64' };

/**
 * The guest exports that a host needs: those that hosts commonly use, and those that the given host uses. An export that all of the
 * modules have is required of every guest. What is `known` is left out.
 */
export function draftExports(
  modules: readonly GivenModule[],
  used: ReadonlySet<string>,
  known: readonly Raw.InterfaceDocument[],
  file: string,
): DraftExports {
  const items = known.flatMap((d) => Object.entries(d.exports ?? {}));
  const told = new Set(items.map(([, item]) => item.export));
  const found = new Map<string, { readonly types: Map<string, ExternType>; count: number }>();
  for (const { module } of modules)
    for (const { name, type } of module.exports) {
      const entry = found.get(name) ?? { types: new Map(), count: 0 };
      entry.types.set(type.kind === 'memory' || type.kind === 'table' ? type.kind : typeText(type), type);
      entry.count++;
      found.set(name, entry);
    }
  const notes: Note[] = [];
  const note = (name: string, pointer: string, text: string) =>
    void notes.push({ topic: 'export', about: `the export ${name}`, file: pointer === '' ? '' : file, pointer, text });
  const names = new Unique(items.map(([name]) => name));
  const drafted: [string, Raw.GuestExport][] = [];
  let others = 0;
  for (const [name, { types, count }] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (told.has(name)) continue;
    // The memory is what hosts need most, whatever a build called it.
    const called = types.has('memory') ? 'memory' : name;
    const when = called.length > 100 ? undefined : common.find(([pattern]) => pattern.test(called))?.[1];
    if (when === undefined && !used.has(name)) {
      others++;
      continue;
    }
    const [type, second] = types.values();
    const why = type && (second ? `the modules export it as ${[...types.keys()].join(' and as ')}` : indescribableExport(type));
    if (type === undefined || why !== undefined) note(name, '', `Not described: ${why}.`);
    else {
      const item = names.claim(identifier(wordsOf(name), 'unnamed'));
      drafted.push([item, guestExport(name, type, count === modules.length, when)]);
      const some = count === modules.length ? '' : ` ${count} of ${modules.length} modules have it, so it is not required.`;
      note(name, `/exports/${item}`, `${used.has(name) ? 'Used by the host.' : 'Guessed from its name.'}${some}`);
    }
  }
  if (others > 0)
    notes.push({
      topic: 'export',
      about: others === 1 ? '1 more export' : `${others} more exports`,
      file: '',
      pointer: '',
      text: 'Left out. Add those that a host calls.',
    });
  return { exports: Object.fromEntries(drafted), notes };
}

const indescribableExport = (type: ExternType): string | undefined =>
  type.kind === 'tag' ? 'it is an exception tag' : type.kind === 'func' || type.kind === 'global' ? indescribable(type) : undefined;

function guestExport(name: string, type: ExternType, required: boolean, when: string | undefined): Raw.GuestExport {
  const shared = {
    export: name,
    required,
    doc: 'Guessed from the modules: to do, say what it is for.',
    ...(when !== undefined && { when }),
  };
  if (type.kind === 'tag') return shared;
  if (type.kind !== 'func') return { ...shared, kind: type.kind };
  const [result] = type.results;
  return {
    ...shared,
    kind: 'func',
    ...(type.params.length > 0 && { params: type.params.map((t, i) => ({ name: `arg${i}`, type: numberTypes[t] ?? 's32' })) }),
    ...(result !== undefined && { result: { type: numberTypes[result] ?? 's32' } }),
  };
}
