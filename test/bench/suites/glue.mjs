import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import createWabt from 'wabt';
import { importFresh, paired, perCall, processMs } from '../measure.mjs';

const guests = new URL('../guests/', import.meta.url);
const sizes = [4, 8, 16, 32, 64, 256, 1024, 65_536];

let sink = 0;
/** A clock moves: unlike a constant, each reading is a bigint of its own. */
let instant = 1_790_000_000_000_000_000n;
const tick = () => ++instant;

const replies = Object.fromEntries(sizes.map((n) => [n, new Uint8Array(n).fill(7)]));

/** What the host does, the same behind every glue. */
const host = {
  add: (a, b) => (a + b) >>> 0,
  now: () => 42n,
  log: (_level, text) => {
    sink += text.length;
  },
  send: (data) => data.length,
  recv: (max) => replies[max],
};

const { parseWat } = await createWabt();
const assemble = (name) => {
  const module = parseWat(name, readFileSync(new URL(name, guests), 'utf8'), { bulk_memory: true });
  return new Uint8Array(module.toBinary({}).buffer);
};

const runs = (e) => ({ add: e['run-add'], now: e['run-now'], log: e['run-log'], send: e['run-send'], recv: e['run-recv'] });

/** The floor: JavaScript functions that do nothing with what they get. */
function bare(now = host.now) {
  const env = {
    bench_add: (a, b) => (a + b) | 0,
    bench_now: now,
    bench_log: () => {},
    bench_send: (_at, n) => n,
    bench_recv: (_at, n) => n,
  };
  return runs(new WebAssembly.Instance(new WebAssembly.Module(assemble('raw.wat')), { env }).exports);
}

/** Each in a folder of its own, as hosts have it: code that served two hosts is not optimised for either. */
async function generated({ folder, main, root }, name, now = host.now) {
  const out = join(folder, name);
  processMs(process.execPath, [main, 'gen', '--abi', join(root, 'test/runtime/abis/bench'), '--emit', 'ts-host', '--out', out]);
  const { createImports, instantiate } = await importFresh(join(out, 'ts-host/wasi.js'));
  const recv = (view) => {
    const data = replies[view.length];
    view.set(data);
    return data.length;
  };
  return runs((await instantiate(assemble('raw.wat'), createImports({ bench: { ...host, now, recv } }))).exports);
}

/** Two versions of jco, from the same component. */
async function jco({ folder }) {
  // Found beside this file, once the peers are installed.
  const [api, old] = await Promise.all([import('jco-new'), import('jco-old')]);
  const embedded = await api.componentEmbed({
    binary: assemble('component.wat'),
    witSource: readFileSync(new URL('host.wit', guests), 'utf8'),
  });
  const component = await api.componentNew(embedded, []);
  const glues = {};
  for (const [name, { transpile }] of [
    ['jco-old', old],
    ['jco-new', api],
  ]) {
    const { files } = await transpile(component, { name: 'guest', instantiation: 'sync' });
    for (const [path, bytes] of [...(Array.isArray(files) ? files : Object.entries(files)), ['package.json', '{"type":"module"}']]) {
      const full = join(folder, name, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, bytes);
    }
    const { instantiate } = await importFresh(join(folder, name, 'guest.js'));
    const core = (path) => new WebAssembly.Module(readFileSync(join(folder, name, path)));
    const e = instantiate(core, { 'bench:abi/host': host });
    glues[name] = { add: e.runAdd, now: e.runNow, log: e.runLog, send: e.runSend, recv: e.runRecv };
  }
  return glues;
}

/** One call from a guest through each glue. Peers decode text without checking it. */
export async function glue(settings) {
  const glues = { bare: bare(), ours: await generated(settings, 'glue-ours'), ...(await jco(settings)) };
  const compare = (name, calls, length, subjects = glues) => {
    // The newest peer takes thousands of nanoseconds a call.
    const timed = ([which, run]) => [which, () => perCall(run[name], which === 'jco-new' ? Math.ceil(calls / 50) : calls, length)];
    // Short runs, many times: a machine whose speed changes within a second changes it for all of them.
    return paired(Object.fromEntries(Object.entries(subjects).map(timed)), settings.rounds * 15);
  };
  const numbers = (name, ns) => ({ name: `${name} / a bare import`, ratio: ns.ours / ns.bare, goal: 1.1, ns: ns.ours });
  const clocks = { bare: bare(tick), ours: await generated(settings, 'glue-clock', tick) };
  const rows = [
    numbers('add, numbers', await compare('add', 100_000)),
    numbers('now, always the same bigint', await compare('now', 100_000)),
    numbers('now, a clock that moves', await compare('now', 100_000, undefined, clocks)),
  ];
  for (const name of ['log', 'send', 'recv'])
    for (const length of sizes) {
      const ns = await compare(name, length > 1024 ? 1_000 : 20_000, length);
      const goal = name === 'log' ? (length <= 8 ? 0.7 : 1.1) : 0.9;
      rows.push({
        name: `${name}, ${length} bytes / the best peer`,
        ratio: ns.ours / Math.min(ns['jco-old'], ns['jco-new']),
        goal,
        ns: ns.ours,
      });
    }
  if (!(sink > 0)) throw new Error('no text reached the host');
  return [...rows, await creation(settings)];
}

/** `createImports` for all of Molt with every grant, beside an object literal of the same functions. */
async function creation({ folder, main, rounds }) {
  const out = join(folder, 'glue-molt');
  processMs(process.execPath, [main, 'gen', '--abi-version', 'next', '--emit', 'ts-host', '--out', out]);
  const entry = await importFresh(join(out, 'ts-host/wasi.js'));
  const parts = Object.keys(entry).flatMap((name) => (/^bind[A-Z]/.test(name) ? [entry[name]({})] : []));
  const methods = ({ rows }) => Object.fromEntries(rows.map(([, method]) => [method, () => undefined]));
  const hosts = Object.fromEntries(parts.map((part) => [part.key, methods(part)]));
  const grants = [...new Set(parts.flatMap(({ rows }) => rows).flatMap(([, , , , needed]) => needed.split(/[&|]/)))].filter(
    (name) => name !== '',
  );
  const codecs = { msgpack: { encode: () => new Uint8Array(), decode: () => undefined } };
  const { imports: made } = entry.createImports();
  const fields = Object.entries(made).flatMap(([module, all]) => Object.keys(all).map((field) => ({ module, field })));
  const { forward } = await importFresh(join(out, 'ts-host/glue/forward.js'));
  const { answering } = await importFresh(join(out, 'ts-host/glue/bind.js'));
  const hosted = new Map(parts.flatMap(({ key, rows }) => rows.map((row) => [row[0], { bind: row[2], to: hosts[key], row }])));
  // What no host answers is in the object too: calls that go on to an export of the guest, and the number of a missing device.
  const binders = fields.map(({ module, field }, i) => ({
    module,
    field,
    ...(hosted.get(i) ?? (/_call_indirect|_isolate_/.test(field) ? { bind: forward, to: field } : { bind: answering, to: -38 })),
  }));
  const { byHand } = await importFresh(writeByHand(join(out, 'by-hand.mjs'), binders));
  const { Guest } = await importFresh(join(out, 'ts-host/glue/guest.js'));
  const { codecsOf } = await importFresh(join(out, 'ts-host/glue/payload.js'));
  const { fitsMsgpack } = await importFresh(join(out, 'ts-host/glue/counts.js'));
  const many = (make) => () =>
    perCall((calls) => {
      for (let i = 0; i < calls; i++) sink += make().imports.env === undefined ? 0 : 1;
    }, 3000);
  const manual = () => {
    const guest = new Guest({}, 'disabled');
    guest.codecs = codecsOf({ msgpack: fitsMsgpack }, codecs, [{ codecs: ['msgpack'] }]);
    return { guest, imports: byHand(guest, binders) };
  };
  const ours = () => entry.createImports(hosts, { codecs, grants });
  const ns = await paired({ hand: many(manual), ours: many(ours) }, rounds * 3);
  return { name: 'createImports of all of Molt / an object made by hand', ratio: ns.ours / ns.hand, goal: 3, ns: ns.ours };
}

/** A module whose function calls each binder in place, as a person would write it who knows them all. */
function writeByHand(path, binders) {
  const modules = new Map();
  for (const [i, { module, field }] of binders.entries())
    modules.set(module, [...(modules.get(module) ?? []), `${JSON.stringify(field)}: b[${i}].bind(guest, b[${i}].to, b[${i}].row)`]);
  const members = [...modules].map(([module, fields]) => `${JSON.stringify(module)}: { ${fields.join(', ')} }`);
  writeFileSync(path, `export const byHand = (guest, b) => ({ ${members.join(', ')} });\n`);
  return path;
}
