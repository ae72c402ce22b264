import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAbi, writeProto } from '../inputs.mjs';
import { paired, peakMb, processMs } from '../measure.mjs';

/**
 * `gen` from process start beside `buf generate` with protoc-gen-es, each into a folder that does not exist yet. The goals
 * compare with what the peer needs for 100 methods.
 */
export async function compile({ folder, main, peers, rounds }) {
  const buf = join(peers, '.bin/buf');
  const plugin = join(peers, '.bin/protoc-gen-es');
  for (const count of [100, 1000]) writeProto(join(folder, `proto-${count}`), count, plugin);
  for (const count of [1000, 10_000]) writeAbi(join(folder, `abi-${count}`), count);
  const generate = (count) => () => {
    const cwd = join(folder, `proto-${count}`);
    rmSync(join(cwd, 'out'), { recursive: true, force: true });
    return processMs(buf, ['generate'], { cwd });
  };
  const gen = (name, ...args) => {
    const out = join(folder, `out-${name}`);
    return [main, 'gen', ...args, '--out', out];
  };
  const fresh =
    (name, ...args) =>
    () => {
      rmSync(join(folder, `out-${name}`), { recursive: true, force: true });
      return processMs(process.execPath, gen(name, ...args));
    };
  const scale = (count) => ['--abi', join(folder, `abi-${count}`)];
  const small = await paired({ peer: generate(100), gen: fresh('molt'), host: fresh('molt-ts', '--emit', 'ts-host') }, rounds);
  const large = await paired({ peer: generate(1000), gen: fresh('1000', ...scale(1000)) }, Math.ceil(rounds / 3));
  const huge = await paired({ gen: fresh('10000', ...scale(10_000)) }, 1);
  rmSync(join(folder, 'out-10000'), { recursive: true, force: true });
  const peak = peakMb(gen('10000', ...scale(10_000)));
  return [
    { name: 'gen of the Molt ABI / buf generate of 100 methods', ratio: small.gen / small.peer, goal: 0.5, ms: small.gen },
    { name: 'gen --emit ts-host of the Molt ABI / the same', ratio: small.host / small.peer, goal: 0.5, ms: small.host },
    { name: 'gen of 1,000 imports / buf generate of 100 methods', ratio: large.gen / small.peer, goal: 3, ms: large.gen },
    { name: 'gen of 1,000 imports / buf generate of 1,000 methods', ratio: large.gen / large.peer, ms: large.gen },
    { name: 'gen of 10,000 imports / buf generate of 100 methods', ratio: huge.gen / small.peer, goal: 30, ms: huge.gen },
    { name: 'gen of 10,000 imports / ten times that of 1,000', ratio: huge.gen / (10 * large.gen), goal: 1.2, ms: huge.gen },
    { name: 'peak memory of gen of 10,000 imports / 512 MB', ratio: peak / 512, goal: 1, mb: peak },
  ];
}
