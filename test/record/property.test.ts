import fc from 'fast-check';
import { expect, test } from 'vitest';
import { camelCase } from '../../generator/emit/names.js';
import type { LoweredFunc } from '../../generator/ir/lowered.js';
import { emitHost, load, wat } from '../runtime/supply.js';
import { type Core, puppet, type Rig } from '../runtime/support.js';
import { randomHost } from './random-host.js';
import { expectSameMemory, type RecordEntry, started } from './support.js';

/** Seed of the random runs; `FC_SEED` repeats one. */
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

/** Every ABI of the corpus whose guests get along with no imports but functions. */
const abis = [
  'buffers',
  'enums',
  'errors',
  'handles',
  'lists',
  'out-buffers',
  'packed',
  'payload',
  'records',
  'scalars',
  'several-interfaces',
  'streams',
  'variants',
  'wide-memory',
];

/** One call of a guest: what it has in its memory before, and with what it calls which import. */
interface Step {
  readonly pick: number;
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly values: readonly bigint[];
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    pick: fc.nat(1000),
    at: fc.nat(300),
    bytes: fc.uint8Array({ maxLength: 40 }),
    values: fc.array(
      fc.oneof(
        { arbitrary: fc.bigInt({ min: 0n, max: 300n }), weight: 10 },
        { arbitrary: fc.bigInt({ min: 0n, max: 16n }), weight: 10 },
        { arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), weight: 1 },
      ),
      { minLength: 12, maxLength: 12 },
    ),
  }),
  { maxLength: 25 },
);

/** What a guest of an ABI exports for streams, if the ABI has any: memory from 2048 on is its scratch. */
const exportsOf = (
  functions: readonly { readonly field: string; readonly params: readonly string[]; readonly result?: string }[],
): string =>
  functions
    .map(({ field, params, result }) => {
      const of = { i32: '(i32.const 2048)', i64: '(i64.const 2048)', f32: '(f32.const 1)', f64: '(f64.const 1)' }[result ?? ''] ?? '';
      const note = params[0] === 'i32' ? '(i32.store (i32.const 4000) (local.get 0))' : '';
      return `(func (export "${field}") ${params.map((p) => `(param ${p})`).join(' ')} ${result ? `(result ${result})` : ''} ${note} ${of})`;
    })
    .join('\n');

/** Does the steps; gives what each call came to. */
function follow(guest: Rig, functions: readonly LoweredFunc[], steps: readonly Step[]): string[] {
  return steps.map(({ pick, at, bytes, values }) => {
    const { func, signature } = functions[pick % functions.length] as LoweredFunc;
    guest.bytes().set(bytes, at);
    const cores = signature.params.map((type, i): Core => {
      const value = values[i % values.length] ?? 0n;
      return type === 'i64' ? value : Number(BigInt.asIntN(32, value));
    });
    try {
      return `${func.id} ${guest.exports[func.field]?.(...cores)}`;
    } catch (cause) {
      return `${func.id} threw ${(cause as Error).message}`;
    }
  });
}

/** How many calls were answered by a value, and in how many the host wrote something. */
const reached = { answered: 0, written: 0 };

test.each(abis)(
  'random guests and hosts of %s replay to the same answers and the same memory',
  async (abi) => {
    const pkg = await load(`../../corpus/${abi}`);
    const { recorder, replayer, readLog } = (await load(`../../corpus/${abi}`, 'record')).entry as unknown as RecordEntry;
    const { lowered } = await emitHost(`test/corpus/${abi}`);
    const functions = lowered.interfaces.flatMap((i) => i.functions);
    const grants = lowered.abi.capabilities.map((c) => c.name);
    const exported = lowered.interfaces
      .flatMap((i) => i.exports)
      .filter((e) => e.export.kind === 'func')
      .map(({ export: { field }, signature }) => ({
        field,
        params: signature.params,
        ...(signature.results[0] ? { result: signature.results[0] } : {}),
      }));
    const module = await WebAssembly.compile(await wat(puppet(pkg.lowered, `(memory (export "memory") 1 4) ${exportsOf(exported)}`)));
    const failures = Object.values(pkg.entry).flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value).filter((v): v is object => v instanceof pkg.entry.Failure) : [],
    );
    const codecs = { msgpack: codec, cbor: codec, arrowipc: codec };
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(), async (todo, hostSeed) => {
        let state = hostSeed;
        const chance = () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return state / 2 ** 32;
        };
        const hosts = Object.fromEntries(
          // A host of an interface without functions is refused: it would be for nothing.
          lowered.interfaces
            .filter((i) => i.functions.length > 0)
            .map((i) => [camelCase(i.interface.name), randomHost(i.functions, chance, failures)]),
        );
        const recording = recorder({ keep: hostSeed % 20 });
        const recorded = await started(pkg.entry, module, hosts, { grants, codecs, layers: [recording.layer] });
        const answers = follow(recorded, functions, todo);
        reached.answered += answers.filter((a) => /^\S+ (0|[1-9]\d*|undefined)$/.test(a)).length;
        reached.written += readLog(recording.log()).calls.filter((one) => one.writes.length > 0).length;
        const replaying = replayer(recording.log());
        const replayed = await started(pkg.entry, module, {}, { grants, layers: [replaying.layer] });
        expect(follow(replayed, functions, todo)).toEqual(answers);
        replaying.done();
        expectSameMemory(replayed.bytes(), recorded.bytes());
      }),
      { seed, numRuns: 25 },
    );
  },
  60_000,
);

test('most of those calls are refused, but many get through', () => {
  expect(reached.answered, `FC_SEED=${seed}`).toBeGreaterThan(150);
  expect(reached.written, `FC_SEED=${seed}`).toBeGreaterThan(60);
});

/** Takes any bytes for a value, and gives any value some bytes. */
const codec = { decode: (bytes: Uint8Array) => ({ length: bytes.length }), encode: () => Uint8Array.of(1, 2, 3) };
