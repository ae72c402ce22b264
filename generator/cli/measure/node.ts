import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { inTime } from './bench.js';
import type { HostKind } from './host.js';
import { nodeProgram, type Sample } from './in-host.js';

/** The Node.js that runs the command, in a process of its own for each sample. */
export const node: HostKind = {
  name: 'node',
  target: 'wasi',
  how: 'it is the Node.js that runs molt-abi',
  find: () => ({
    async sample(bench, { folder }) {
      const { child, failed, stop } = bench.start(process.execPath, ['node.mjs'], { cwd: folder });
      try {
        // The descriptor is closed when the process ends, so that a process which answers nothing is told as one that ended.
        const json = await inTime(text(child.stdio[3] as Readable));
        return json === '' ? await failed : (JSON.parse(json) as Sample);
      } finally {
        await stop();
      }
    },
  }),
  files: () => ({ 'node.mjs': nodeProgram('host/wasi.js') }),
};
