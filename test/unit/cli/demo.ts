import { fill, temporaryFolder } from '../writer/folder.js';

const version = (number: string, doc: string) => ({
  [`abi/${number}/abi.json`]: `${JSON.stringify({
    abi: 'demo',
    version: number,
    doc: 'An ABI for tests.',
    targets: {
      edge: { doc: 'A worker.', threads: 'disabled', blocking: 'forbidden' },
      wasi: { doc: 'A process.', threads: 'optional', blocking: 'allowed' },
    },
    capabilities: {},
    interfaces: ['log.json'],
  })}\n`,
  [`abi/${number}/log.json`]: `${JSON.stringify(
    {
      interface: 'log',
      module: 'env',
      doc: 'Messages.',
      functions: {
        write: {
          import: 'demo_log_write',
          doc,
          since: '1.0.0',
          params: [{ name: 'level', type: 'u32', doc: 'How grave.' }],
          capability: 'none',
          capabilityReason: 'A message gives no authority.',
        },
      },
    },
    null,
    2,
  )}\n`,
});

/** A folder with an ABI of two unreleased versions in `abi/`. */
export function demoFolder(): string {
  const folder = temporaryFolder();
  fill(folder, { ...version('1.0.0', 'Writes a message.'), ...version('1.1.0', 'Writes one message.'), 'package.json': '{}' });
  return folder;
}

/** The emitters that need neither the TypeScript compiler nor templates, for speed. */
export const fast = ['--abi', 'abi', '--emit', 'allowlist,manifest'];
