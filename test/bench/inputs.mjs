import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const write = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

/** Functions of one interface, and methods of one service. A file of many makes the peer slow out of proportion. */
const perFile = 10;

/** In the second of two versions, one of so many files has something new. */
const changedEvery = 20;
const added = (file, isSecond) => (isSecond && file % changedEvery === 0 ? 1 : 0);

/**
 * An ABI of `count` functions, each with a string, bytes and a number that go in and a length that comes out. `result` is what
 * each answers: another one than the default makes every function of a second version incompatible with the first.
 */
export function writeAbi(folder, count, version = '1.0.0', result = { errors: 'errors.errno' }) {
  const isSecond = version !== '1.0.0';
  const files = Math.ceil(count / perFile);
  const name = (i) => `part${i}`;
  write(
    join(folder, 'abi.json'),
    JSON.stringify({
      abi: 'scale',
      version,
      ...(isSecond ? { released: '2026-02-01' } : {}),
      targets: {
        browser: { threads: 'disabled', blocking: 'forbidden' },
        edge: { threads: 'disabled', blocking: 'forbidden' },
        wasi: { threads: 'optional', blocking: 'allowed' },
      },
      capabilities: { 'part.use': { doc: 'Use the parts.', nondeterministic: false } },
      interfaces: ['errors.json', ...Array.from({ length: files }, (_, i) => `${name(i)}.json`)],
    }),
  );
  write(
    join(folder, 'errors.json'),
    JSON.stringify({
      interface: 'errors',
      module: 'env',
      types: {
        errno: {
          kind: 'errors',
          repr: 's32',
          cases: { EFAULT: 14, EINVAL: 22, EIO: 5, EACCES: 13, ENOSYS: 38, ERANGE: 34 },
          roles: {
            fault: 'EFAULT',
            invalid: 'EINVAL',
            internal: 'EIO',
            denied: 'EACCES',
            unsupported: 'ENOSYS',
            'too-small': 'ERANGE',
          },
        },
      },
    }),
  );
  for (let file = 0; file < files; file++) {
    const functions = Array.from({ length: perFile + added(file, isSecond) }, (_, i) => [
      `m${i}`,
      {
        import: `scale_p${file}_m${i}`,
        doc: 'Uses the part.',
        ...(i < perFile ? {} : { since: version }),
        params: [
          { name: 'name', type: 'string' },
          { name: 'data', type: 'bytes' },
          { name: 'flags', type: 'u32' },
          { name: 'length', type: 'u64', pass: 'out' },
        ],
        result,
        capability: 'part.use',
      },
    ]);
    write(
      join(folder, `${name(file)}.json`),
      JSON.stringify({ interface: name(file), module: 'env', functions: Object.fromEntries(functions) }),
    );
  }
}

/** The same surface for the peer: `count` methods, with a message for what goes in and one for what comes out. */
export function writeProto(folder, count, plugin, isSecond = false) {
  for (let file = 0; file < Math.ceil(count / perFile); file++) {
    const methods = Array.from({ length: perFile + added(file, isSecond) }, (_, i) => i);
    const rpc = methods.map((i) => `  rpc M${i}(P${file}M${i}Request) returns (P${file}M${i}Response);`);
    const messages = methods.map(
      (i) =>
        `message P${file}M${i}Request { string name = 1; bytes data = 2; uint32 flags = 3; }\nmessage P${file}M${i}Response { int32 error = 1; uint64 length = 2; }`,
    );
    write(
      join(folder, `proto/scale/v1/part${file}.proto`),
      `syntax = "proto3";\npackage scale.v1;\n// Uses the parts.\nservice Part${file} {\n${rpc.join('\n')}\n}\n${messages.join('\n')}\n`,
    );
  }
  write(join(folder, 'buf.yaml'), 'version: v2\nmodules:\n  - path: proto\n');
  write(join(folder, 'buf.gen.yaml'), `version: v2\nplugins:\n  - local: ${JSON.stringify(plugin)}\n    out: out\n    opt: target=ts\n`);
}
