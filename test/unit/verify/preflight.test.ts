import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { surfaceOf } from '../../../generator/verify/surface.js';
import type { Verdict } from '../../../generator/verify/verdict.js';
import { readBoundary } from '../../../generator/wasm/read.js';
import type { AbiLinkError } from '../../../runtime-glue/failure.js';
import type { Difference } from '../../../runtime-glue/link.js';
import type { GuestBoundary } from '../../../runtime-glue/preflight.js';
import type { ExternType, WasmLimits } from '../../../runtime-glue/wasm/module.js';
import { emitHost, folder, write } from '../../runtime/supply.js';
import { encoded, type Wanted } from '../../support/wasm/encode.js';
import { realModules } from '../../support/wasm/modules.js';
import { builtModules } from '../wasm/built.js';
import { changes, mutated, sectionsOf } from '../wasm/mutate.js';
import { held } from './against.js';

// `preflight` of what `readBytes` of a generated package read must say what `verify` says of the same module.

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const abis = ['schemas/molt/1.5.0', 'schemas/parity/1.0.0', 'schemas/wasi/1.0.0', 'test/corpus/everything', 'test/corpus/shared-memory'];

interface BytesEntry {
  readBytes(bytes: unknown): GuestBoundary;
  readonly AbiLinkError: typeof AbiLinkError;
}
interface TargetEntry {
  preflight(guest: WebAssembly.Module | GuestBoundary, options?: object): Difference[];
}

async function subjectOf(abi: string) {
  const { lowered, files } = await emitHost(abi);
  const at = folder();
  write(at, files);
  const entry = (name: string): Promise<unknown> => import(pathToFileURL(`${at}/${name}.js`).href);
  const targets = new Map<string, TargetEntry>();
  for (const { name } of lowered.abi.targets) targets.set(name, (await entry(name)) as TargetEntry);
  const surface = surfaceOf(lowered, { released: true, removals: new Map() });
  return { abi, surface, targets, bytes: (await entry('bytes')) as BytesEntry };
}
const subjects = await Promise.all(abis.map(subjectOf));
type Subject = (typeof subjects)[number];

/** What stops a module by `verify`, each as `what: which`, with the types that are named. */
const byVerify = ({ findings }: Verdict): string[] =>
  findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, message, import: of, export: exported }) => {
      const what = rule.replace('verify/', '').replace('reserved', 'unlisted').replace('mistyped-export', 'wrong-export');
      const types = / as (.*)$/.exec(message)?.[1] ?? '';
      return `${what}: ${of ? `${of.module}.${of.name} ` : exported ? `${exported} ` : ''}${types}`;
    })
    .sort();

/** The same of `preflight`. An export that several imports need is missing once; a stamp stops nothing. */
const byPreflight = (differences: readonly Difference[]): string[] => {
  const lines = differences
    .filter(({ kind }) => kind !== 'stamp')
    .map(({ kind, import: of, message }) => {
      const what = kind === 'wrong-type' || kind === 'wrong-kind' ? 'mistyped' : kind;
      const name = kind === 'missing-export' ? (/needs the guest export (.*), which this module/.exec(message)?.[1] ?? of) : of;
      const types = what === 'mistyped' || what === 'limits' || what === 'wrong-export' ? (/ as (.*)$/.exec(message)?.[1] ?? '') : '';
      return { what, line: `${what}: ${what === 'shared-memory' ? '' : `${name} `}${types}` };
    });
  const missing = new Set(lines.filter(({ what }) => what === 'missing-export').map(({ line }) => line));
  return [...lines.filter(({ what }) => what !== 'missing-export').map(({ line }) => line), ...missing].sort();
};

/** Whether the two agree on each target; gives how many findings there were. */
function agree({ surface, targets, bytes: { readBytes } }: Subject, module: Uint8Array): number {
  const guest = readBytes(module);
  const modules = Object.fromEntries(surface.modules.map(({ name }) => [name, {}]));
  let count = 0;
  for (const [target, { preflight }] of targets) {
    const expected = byVerify(held(module, surface, { target }));
    expect({ target, told: byPreflight(preflight(guest, { modules })) }).toEqual({ target, told: expected });
    count += expected.length;
  }
  return count;
}

const value = fc.constantFrom('i32', 'i64', 'f32', 'f64', 'externref');
const limits: fc.Arbitrary<WasmLimits> = fc
  .record({ min: fc.bigInt(0n, 300n), more: fc.option(fc.bigInt(0n, 300n)), shared: fc.boolean(), wide: fc.boolean() })
  .map(({ min, more, shared, wide }) => {
    const max = more === null ? (shared ? min : undefined) : min + more;
    return { min, max, shared, index: wide ? 'i64' : 'i32', pageSizeLog2: 16 };
  });
const anyType: fc.Arbitrary<ExternType> = fc.oneof(
  fc.record({ kind: fc.constant('func' as const), params: fc.array(value, { maxLength: 3 }), results: fc.array(value, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('memory' as const), limits }),
  fc.record({
    kind: fc.constant('table' as const),
    element: fc.constantFrom('funcref', 'externref'),
    limits: limits.map((l) => ({ ...l, shared: false, index: 'i32' as const })),
  }),
  fc.record({ kind: fc.constant('global' as const), type: value, mutable: fc.boolean() }),
  fc.record({ kind: fc.constant('tag' as const), params: fc.array(value, { maxLength: 2 }), results: fc.constant([]) }),
);

/** A type that differs from one a little: a parameter more, less or other; other limits. */
const near = (type: ExternType): fc.Arbitrary<ExternType> => {
  if (type.kind === 'func')
    return fc.tuple(fc.nat(), value, fc.boolean()).map(([at, other, longer]) => ({
      ...type,
      params: longer ? [...type.params, other] : type.params.toSpliced(at % (type.params.length + 1), 1, other),
    }));
  if (type.kind === 'memory')
    return limits.map((l) => ({ ...type, limits: { ...l, index: type.limits.index, shared: type.limits.shared, max: l.max ?? l.min } }));
  if (type.kind === 'table') return limits.map((l) => ({ ...type, limits: { ...l, index: 'i32' as const, shared: false } }));
  return anyType;
};

/** Imports and exports mostly of the ABI, now and then of other types, names or modules. */
function wantedOf({ surface }: Subject): fc.Arbitrary<Wanted> {
  const listed = fc.constantFrom(...surface.imports).map(({ module, name, type }) => ({ module, name, type }));
  const changed = (types: (type: ExternType) => fc.Arbitrary<ExternType>) =>
    listed.chain((item) => types(item.type).map((type) => ({ ...item, type })));
  const stray = fc.record({
    module: fc.constantFrom(
      'env',
      'elsewhere',
      ...surface.modules.map(({ name }) => name),
      ...surface.reserved.map(({ module }) => module),
    ),
    name: fc.constantFrom('nothing', 'memory', ...surface.reserved.map(({ name }) => name)),
    type: anyType,
  });
  const imports = fc.oneof(
    { weight: 12, arbitrary: listed },
    { weight: 3, arbitrary: changed(near) },
    { weight: 1, arbitrary: changed(() => anyType) },
    { weight: 2, arbitrary: stray },
  );
  const known = surface.exports.map(({ name, kind, type }) => ({ name, type: type ?? plain(kind) }));
  const exports = fc.oneof(...(known.length === 0 ? [] : [{ weight: 6, arbitrary: fc.constantFrom(...known) }]), {
    weight: 1,
    arbitrary: fc.record({ name: fc.constantFrom('own', ...known.map(({ name }) => name)), type: anyType }),
  });
  return fc.record({
    imports: fc.array(imports, { maxLength: 8 }),
    exports: fc.oneof(fc.uniqueArray(exports, { selector: ({ name }) => name, maxLength: 12 }), fc.constant(known)),
  });
}

const unlimited: WasmLimits = { min: 1n, max: undefined, shared: false, index: 'i32', pageSizeLog2: 16 };
const plain = (kind: ExternType['kind']): ExternType =>
  kind === 'memory' || kind === 'table'
    ? kind === 'memory'
      ? { kind, limits: unlimited }
      : { kind, element: 'funcref', limits: unlimited }
    : { kind: 'global', type: 'i32', mutable: false };

describe.each(subjects)('of $abi', (subject) => {
  test(`preflight of bytes says what verify says, of modules by chance, FC_SEED=${seed}`, () => {
    let [clean, faulty] = [0, 0];
    fc.assert(
      fc.property(wantedOf(subject), (wanted) => {
        const bytes = encoded(wanted);
        expect(readBoundary(bytes, 'made.wasm').diagnostics).toEqual([]);
        if (agree(subject, bytes) === 0) clean++;
        else faulty++;
      }),
      { seed, numRuns: 400 },
    );
    expect(clean).toBeGreaterThan(0);
    expect(faulty).toBeGreaterThan(0);
  });

  test('and of real modules', () => {
    for (const { bytes } of [...realModules, ...builtModules]) agree(subject, bytes);
  });

  test('a compiled module is told no more than the same one as bytes', () => {
    for (const { bytes } of realModules.filter(
      ({ name, bytes }) => name.includes('guests') && WebAssembly.validate(new Uint8Array(bytes)),
    )) {
      const compiled = new WebAssembly.Module(new Uint8Array(bytes));
      for (const { preflight } of subject.targets.values()) {
        const told = preflight(subject.bytes.readBytes(bytes)).map(({ message }) => message);
        expect(told).toEqual(expect.arrayContaining(preflight(compiled).map(({ message }) => message)));
      }
    }
  });
});

test(`readBytes has an answer just where the reader of the command has one, and else its reason, FC_SEED=${seed}`, () => {
  const sources = [...realModules, ...builtModules].filter(({ bytes }) => bytes.length < 14_000).map(({ bytes }) => sectionsOf(bytes));
  const sections = sources.filter((list) => list.length > 0);
  const place = fc.nat(sections.length - 1);
  const [{ bytes: entry }] = subjects as [Subject];
  let refused = 0;
  fc.assert(
    fc.property(
      place,
      place,
      fc.array(fc.nat(30), { maxLength: 2 }),
      fc.array(changes, { maxLength: 4 }),
      fc.nat(),
      (own, other, ...how) => {
        const [borrowed, applied, end] = how;
        const bytes = mutated(sections[own] ?? [], sections[other] ?? [], borrowed, applied, end % 3 === 0 ? end : 0);
        const { value, diagnostics } = readBoundary(bytes, 'the guest');
        const reasons = diagnostics.map(({ message }) => message);
        if (value) expect(entry.readBytes(bytes).imports).toHaveLength(value.imports.length);
        else expect(refusal(entry, bytes)).toEqual(reasons);
        refused += reasons.length;
      },
    ),
    { seed, numRuns: 1_000 },
  );
  expect(refused).toBeGreaterThan(100);
});

function refusal({ readBytes, AbiLinkError }: BytesEntry, bytes: unknown): readonly string[] {
  try {
    readBytes(bytes);
  } catch (cause) {
    return cause instanceof AbiLinkError ? cause.differences : expect.fail(String(cause));
  }
  return expect.fail('there was an answer');
}
