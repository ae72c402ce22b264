import { expect, test } from 'vitest';
import { call, load, rig, stub } from '../runtime/support.js';
import type { RecordEntry } from './support.js';

const pkg = await load('buffers');
const { recorder, replayer, readLog } = (await load('buffers', 'record')).entry as unknown as RecordEntry;
const EINVAL = -22;
const quota = 1024;

const host = stub({
  gather: (list: Uint8Array[]) => list.length,
  maybe: () => undefined,
}).host;

test('what the glue refuses for its length is not looked at: the log has nothing of it, and replays', async () => {
  const work = async (hosts: object, layer: object) => {
    const guest = await rig(pkg, hosts, { layers: [layer] });
    // Buffers of no bytes, so that only their number can be too large.
    return [
      call(guest, 'gather', 0, quota),
      call(guest, 'gather', 0, quota + 1),
      call(guest, 'scatter_wide', 0, 5),
      call(guest, 'maybe', 0, 8),
      call(guest, 'maybe', 0, 9),
    ];
  };
  const recording = recorder();
  const answers = await work({ io: host }, recording.layer);
  expect(answers).toEqual([quota, EINVAL, EINVAL, 0, EINVAL]);
  const reads = readLog(recording.log()).calls.map((one) => Object.values(one.reads).map((seen) => seen?.length));
  expect(reads).toEqual([[8 * quota, 0], [undefined, undefined], [undefined], [8], [undefined]]);
  const replaying = replayer(recording.log());
  expect(await work({}, replaying.layer)).toEqual(answers);
  replaying.done();
});
