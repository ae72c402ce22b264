import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { pyComment, pyDocstring, pyString } from '../../generator/emit/text/python.js';
import { docLines } from '../../generator/emit/text/visible.js';
import { manifestView } from '../../generator/emitters/manifest/view.js';
import { python } from '../../generator/emitters/python/index.js';
import type { Named } from '../../generator/ir/abi.js';
import type { LoweredAbi, MemoryType } from '../../generator/ir/lowered.js';
import type { NamedType, Type } from '../../generator/ir/types.js';
import { compileFolder, corpus, emitted, root } from '../unit/emitters/corpus.js';
import { hostile } from './hostile.js';
import { inFolder, run } from './tools.js';

const folders = [
  ...corpus.map((name) => `test/corpus/${name}`),
  ...['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0', '1.5.0'].map((version) => `schemas/molt/${version}`),
  'schemas/wasi/1.0.0',
];

// biome-ignore lint/suspicious/noExplicitAny: plain JSON, compared as a whole
type Json = any;

interface Module {
  readonly lowered: LoweredAbi;
  readonly text: string;
  readonly dump: Json;
}

/** Emits, compiles without a warning, and imports: what the constants are in Python. */
async function moduleOf(folder: string): Promise<Module> {
  const lowered = compileFolder(folder);
  const [file] = await emitted(python, lowered);
  if (!file) throw new Error('no module');
  return inFolder({ [file.path]: file.text }, (at) => {
    const out = execFileSync('python3', ['-W', 'error', join(root, 'test/full/python/dump.py'), file.path], { cwd: at, maxBuffer: 1e9 });
    return { lowered, text: file.text, dump: JSON.parse(out.toString()) };
  });
}

const modules = new Map<string, Module>();
const moduleIn = (folder: string): Module => modules.get(folder) as Module;

beforeAll(async () => {
  for (const folder of folders) modules.set(folder, await moduleOf(folder));
}, 120_000);

const typeName = (type: Type): string => ('id' in type ? type.id : type.kind === 'scalar' ? type.scalar : type.kind);
const text = (value: bigint | number | undefined): string | null => (value === undefined ? null : String(value));
const unquoted = (mapping: Json): Json => Object.fromEntries(Object.entries(mapping).map(([key, value]) => [JSON.parse(key), value]));

/** An entry of the module in the words of the manifest. */
const life = ({ life: l }: Json) => ({
  since: l.since,
  status: l.status,
  stability: l.stability,
  deprecated: l.deprecated && {
    in: l.deprecated.since,
    removeIn: l.deprecated.remove_in,
    replacement: l.deprecated.replacement,
    noReplacement: l.deprecated.no_replacement,
    note: l.deprecated.note,
  },
});
const manifestLife = ({ since, status, stability, deprecated }: Json) => ({ since, status, stability, deprecated });

describe('the module holds what the manifest says', () => {
  test.each(folders)('%s', (folder) => {
    const { lowered, dump } = moduleIn(folder);
    const manifest = manifestView(lowered) as Json;
    expect([dump.ABI, dump.VERSION, dump.DIGEST]).toEqual([manifest.abi, manifest.version, manifest.digest]);
    expect(
      Object.fromEntries(
        Object.entries(unquoted(dump.TARGETS)).map(([name, t]: Json) => [
          name,
          { ...life(t), threads: t.threads, blocking: t.blocking, compile: t.compile },
        ]),
      ),
    ).toEqual(manifest.targets);
    expect(Object.keys(unquoted(dump.CAPABILITIES))).toEqual(Object.keys(manifest.capabilities));
    for (const [name, c] of Object.entries<Json>(unquoted(dump.CAPABILITIES)))
      expect({
        ...life(c),
        targets: c.targets,
        nondeterministic: c.nondeterministic,
        implies: c.implies,
        aliases: c.aliases,
        doc: expect.any(String),
      }).toEqual(manifest.capabilities[name]);
    const key = (i: Json) => JSON.stringify([i.module, i.name]);
    const sorted = (list: Json[]) => list.toSorted((a: Json, b: Json) => (key(a) < key(b) ? -1 : 1));
    const functions = dump.FUNCTIONS.map((f: Json) => ({
      module: f.link.module,
      name: f.link.field,
      id: f.id,
      type: { params: f.core_params, results: f.core_results },
      targets: f.targets,
      ...life(f),
      capability: f.capability.kind === 'none' ? { none: f.capability.reason } : { [`${f.capability.kind}Of`]: f.capability.names },
      effects: {
        nondeterministic: f.effects.nondeterministic,
        blocking: f.effects.blocking,
        whereForbidden: f.effects.where_forbidden,
        reenters: f.effects.reenters,
        threadSafe: f.effects.thread_safe,
      },
      deterministic: f.deterministic,
      noreturn: f.noreturn,
      answeredBy: f.answered_by === 'host' || f.answered_by === 'module' ? f.answered_by : { export: f.answered_by },
      task: f.task && { poll: f.task.poll, cancel: f.task.cancel },
      pumps: f.pumps,
      sizedBy: f.sized_by,
      aliases: f.aliases.map((a: Json) => ({ module: a.module, name: a.field })),
    }));
    const expected = manifest.imports
      .filter((i: Json) => i.kind === 'func')
      .map(({ kind: _, interface: owner, item, ...rest }: Json) => ({ ...rest, id: `${owner}.${item}` }));
    expect(sorted(functions)).toEqual(sorted(expected));
    const others = dump.OTHER_IMPORTS.map((i: Json) => [i[''].toLowerCase(), i.link.module, i.link.field, life(i)]);
    const otherKey = (i: Json) => JSON.stringify(i);
    expect(others.map(otherKey).sort()).toEqual(
      manifest.imports
        .filter((i: Json) => i.kind !== 'func')
        .map((i: Json) => otherKey([i.kind, i.module, i.name, manifestLife(i)]))
        .sort(),
    );
    const exports = dump.EXPORTS.map((e: Json) => ({
      name: e.name,
      kind: e.kind,
      type: e.kind === 'func' ? { params: e.core_params, results: e.core_results } : null,
      requiredOn: e.required_on,
      when: e.when,
      ...life(e),
    }));
    expect(sorted(exports)).toEqual(sorted(manifest.exports.map(({ interface: _, item: __, ...rest }: Json) => rest)));
    expect(dump.OPEN_MODULES.map((m: Json) => [m.name, m.answered_by, m.targets, m.contracts.map((c: Json) => c.name)])).toEqual(
      manifest.modules.map((m: Json) => [m.name, m.answeredBy, m.targets, m.contracts.map((c: Json) => c.name)]),
    );
    expect(
      dump.RESERVED.map((r: Json) => ({ module: r.link.module, name: r.link.field, reason: r.reason, removedIn: r.removed_in })),
    ).toEqual(manifest.reserved);
  });
});

describe('parameters, results and answers are those of the lowered ABI', () => {
  test.each(folders)('%s', (folder) => {
    const { lowered, dump } = moduleIn(folder);
    const functions = lowered.interfaces.flatMap((i) => i.functions);
    expect(dump.FUNCTIONS.map((f: Json) => f.id)).toEqual(functions.map(({ func }) => func.id));
    const answer = (a: (typeof functions)[number]['func']['missing']) => ({
      '': 'Answer',
      kind: a.kind,
      error: a.kind === 'error' ? a.case.name : null,
      value: a.kind === 'error' ? String(a.case.value) : a.kind === 'value' ? String(a.value) : null,
    });
    for (const [i, { func, coreParams, signature }] of functions.entries()) {
      const f = dump.FUNCTIONS[i];
      expect(f.params.flatMap((p: Json) => p.core.map((c: Json) => [c.name, c.type, c.role]))).toEqual(
        coreParams.map((c) => [c.name, c.type, c.role]),
      );
      expect(f.params.map((p: Json) => [p.name, p.type, p.direction, p.optional, p.absent, p.written, p.own, p.retained, p.align])).toEqual(
        func.params.map((p) => [
          p.name,
          typeName(p.type),
          p.pass,
          p.optional,
          text(p.absent),
          p.written ?? null,
          p.own,
          p.retained,
          String(p.align),
        ]),
      );
      const { result } = func;
      expect(f.result && [f.result.type, f.result.core, f.result.encoding, f.result.errors, f.result.absent]).toEqual(
        result === undefined
          ? null
          : [
              result.type === undefined ? null : typeName(result.type),
              signature.results[0],
              result.encoding,
              result.errors.map((e) => e.id),
              text(result.absent),
            ],
      );
      expect([f.missing, f.denied]).toEqual([answer(func.missing), answer(func.denied)]);
      expect(unquoted(f.lacking)).toEqual(Object.fromEntries(Object.entries(func.lacking).map(([t, a]) => [t, answer(a)])));
      expect(f.doc).toBe(docLines(func.doc).join('\n'));
    }
  });
});

describe('types have their numbers and layouts', () => {
  const names = (list: readonly (Named & { readonly value: bigint })[]) =>
    Object.fromEntries(list.map((c) => [c.name.replace(/[-_]/g, '').toUpperCase(), String(c.value)]));
  const folded = (cases: Json) => Object.fromEntries(Object.entries(cases).map(([name, value]) => [name.replace(/_/g, ''), value]));
  const unsigned = (value: bigint, repr: string) => BigInt.asUintN(Number(repr.slice(1)), value);

  function check(type: NamedType, layout: MemoryType | undefined, found: Json): void {
    if (layout?.kind === 'record') {
      expect([found[''], found.size, found.align]).toEqual(['Record', String(layout.size), String(layout.align)]);
      expect(found.fields.map((f: Json) => [f.name, f.offset, f.size, f.type, f.reserved])).toEqual(
        layout.fields.map((f) => [f.name, String(f.offset), String(f.memory.size), typeName(f.memory.type), f.reserved]),
      );
    } else if (layout?.kind === 'variant') {
      expect([found[''], found.size, found.payload_offset, found.tag]).toEqual([
        'Variant',
        String(layout.size),
        String(layout.payloadOffset),
        layout.tag,
      ]);
      expect(found.cases.map((c: Json) => [c.name, c.value, c.type])).toEqual(
        layout.cases.map((c) => [c.name, String(c.value), c.memory ? typeName(c.memory.type) : null]),
      );
    } else if (type.kind === 'enum' || type.kind === 'errors') {
      expect(folded(found.cases)).toEqual(names(type.cases));
      expect(found.scalar).toBe(type.repr);
    } else if (type.kind === 'flags') {
      expect(folded(found.cases)).toEqual(names(type.bits.map((b) => ({ ...b, value: unsigned(b.value, type.repr) }))));
    } else expect(found.kind).toBe(type.kind);
  }

  test.each(folders)('%s', (folder) => {
    const { lowered, dump } = moduleIn(folder);
    const types = lowered.interfaces.flatMap((i) => i.interface.types);
    const layouts = new Map(lowered.interfaces.flatMap((i) => [...i.layouts]));
    const found = unquoted(dump.TYPES);
    expect(Object.keys(found)).toEqual(types.map((type) => type.id));
    for (const type of types) check(type, layouts.get(type.id), found[type.id]);
  });

  test('roles are members of the enumeration', () => {
    const errno = unquoted(moduleIn('test/corpus/everything').dump.TYPES)['errors.errno'];
    expect(unquoted(errno.roles)).toMatchObject({ fault: 'EFAULT', 'too-small': 'ENOMEM', 'bad-handle': 'EBADF' });
  });
});

test('functions are found by their names in the ABI and on the wire, aliases included', () => {
  for (const { lowered, dump } of modules.values()) {
    const functions = lowered.interfaces.flatMap((i) => i.interface.functions);
    expect(dump.FUNCTION).toEqual(Object.fromEntries(functions.map((f) => [f.id, [f.module, f.field]])));
    const links = functions.flatMap((f) => [[f.module, f.field, f.id], ...f.importAliases.map((a) => [a.module, a.field, f.id])]);
    expect(dump.LINKED.toSorted()).toEqual(links.toSorted());
  }
});

test('every module passes mypy --strict, and a use of it is typed', () => {
  const files = Object.fromEntries([...modules.values()].map(({ text: source }, i) => [`m${i}_abi.py`, source]));
  const everything = [...modules.keys()].indexOf('test/corpus/everything');
  const use = `from typing import Optional, Tuple\nfrom m${everything}_abi import FUNCTIONS, LINKED, Color, CoreType, Errno, Function\n`;
  const right = `function: Function = LINKED["env", "demo_open"]\nparams: Tuple[CoreType, ...] = function.core_params\nred: Color = Color.RED\nsince: Optional[str] = FUNCTIONS[0].life.since\nnumber: int = Errno.EPERM\n`;
  const wrong = [
    'FUNCTIONS = ()',
    'function.doc = ""',
    'LINKED["env", "x"] = function',
    'params: Tuple[str] = function.targets',
    'Color.MAUVE',
  ];
  const bad = (line: string) => `${use}function = LINKED["env", "demo_open"]\n${line}\n`;
  inFolder({ ...files, 'right.py': use + right, ...Object.fromEntries(wrong.map((line, i) => [`wrong${i}.py`, bad(line)])) }, (at) => {
    run(at, 'mypy', '--strict', '--python-version', '3.9', ...Object.keys(files), 'right.py');
    for (const i of wrong.keys()) expect(() => run(at, 'mypy', '--strict', `wrong${i}.py`), wrong[i]).toThrow('error:');
  });
}, 300_000);

test('every string is itself, and no documentation ends before its time', () => {
  const texts = fc.sample(hostile, { numRuns: 2000, seed: 29 });
  const items = texts.map(
    (t, i) => `${pyComment(docLines(t))}\nclass C${i}:\n${pyDocstring(docLines(t), '    ')}\n    text = ${pyString(t)}`,
  );
  const source = `# first\n\n${pyDocstring(docLines(texts.join('\n')))}\n${items.join('\n')}\n`;
  const read = `import json, re, m\nclasses = [v for v in vars(m).values() if isinstance(v, type)]\nprint(json.dumps([[c.text for c in classes], [re.split('[ \\t\\n]+', c.__doc__) for c in classes], len(vars(m))]))\n`;
  inFolder({ 'm.py': source, 'read.py': read }, (at) => {
    const out = execFileSync('python3', ['-W', 'error', 'read.py'], { cwd: at, maxBuffer: 1e9 });
    const [values, docs, size] = JSON.parse(out.toString()) as [string[], string[][], number];
    expect(values).toEqual(texts);
    expect(size).toBe(texts.length + 8);
    const words = (t: string) =>
      docLines(t)
        .join('\n')
        .split(/[ \t\n]+/)
        .filter((w) => w !== '');
    for (const [i, t] of texts.entries()) expect(docs[i]?.filter((w) => w !== '')).toEqual(words(t));
  });
});
