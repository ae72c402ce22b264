import { join } from 'node:path';
import { writeAbi, writeProto } from '../inputs.mjs';
import { paired, peakMb, processMs } from '../measure.mjs';

/** What each count may take of the time of its peer. */
const goals = { 100: 1, 1000: 0.3, 10000: 0.15 };

/** `check` from process start beside `buf breaking` on the same surface; both find that a few methods are new. */
export async function check({ folder, main, peers, rounds }) {
  const buf = join(peers, '.bin/buf');
  const times = {};
  let peak = 0;
  for (const count of Object.keys(goals).map(Number)) {
    const abi = join(folder, `check-${count}`);
    const [before, after] = ['before', 'after'].map((name) => join(folder, `breaking-${count}-${name}`));
    writeAbi(join(abi, '1.0.0'), count);
    processMs(process.execPath, [main, 'release', '--abi', abi, '--date', '2026-01-01']);
    writeAbi(join(abi, '1.1.0'), count, '1.1.0');
    writeProto(before, count, 'none');
    writeProto(after, count, 'none', true);
    const args = [main, 'check', '--abi', abi];
    const subjects = {
      peer: () => processMs(buf, ['breaking', '--against', before], { cwd: after }),
      check: () => processMs(process.execPath, args),
    };
    times[count] = await paired(subjects, count > 1000 ? Math.ceil(rounds / 3) : rounds);
    if (count > 1000) peak = peakMb(args);
  }
  const differing = await checkDiffering({ folder, main, rounds });
  return [
    ...Object.entries(times).map(([count, { peer, check: ours }]) => ({
      name: `check of ${Number(count).toLocaleString('en')} imports / buf breaking of as many methods`,
      ratio: ours / peer,
      goal: goals[count],
      ms: ours,
    })),
    {
      name: 'check of 10,000 imports / ten times that of 1,000',
      ratio: times[10_000].check / (10 * times[1000].check),
      goal: 1.2,
      ms: times[10_000].check,
    },
    { name: 'peak memory of check of 10,000 imports / 512 MB', ratio: peak / 512, goal: 1, mb: peak },
    ...differing,
  ];
}

/** `check` where every function answers another type than before, so that each is several findings. */
async function checkDiffering({ folder, main, rounds }) {
  const argsOf = (count) => [main, 'check', '--abi', join(folder, `differing-${count}`)];
  for (const count of [1000, 10_000]) {
    const abi = join(folder, `differing-${count}`);
    writeAbi(join(abi, '1.0.0'), count);
    processMs(process.execPath, [main, 'release', '--abi', abi, '--date', '2026-01-01']);
    writeAbi(join(abi, '1.1.0'), count, '1.1.0', { type: 'u64' });
  }
  // It finds breaks, and ends with 1.
  const run = (count) => processMs(process.execPath, argsOf(count), { expected: 1 });
  const { few, many } = await paired({ few: () => run(1000), many: () => run(10_000) }, Math.ceil(rounds / 3));
  const peak = peakMb(argsOf(10_000), { expected: 1 });
  return [
    { name: 'check of 10,000 imports that all differ / ten times that of 1,000', ratio: many / (10 * few), goal: 1.2, ms: many },
    { name: 'peak memory of check of 10,000 imports that all differ / 512 MB', ratio: peak / 512, goal: 1, mb: peak },
  ];
}
