import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kit } from '../../generator/cli/parity/kit.js';
import type { Outcome } from '../../runtime-glue/testing.js';
import { bundle, type OpenHost } from '../support/real-hosts/index.js';

const root = new URL('../../', import.meta.url).pathname;

/** The host that the kit brings, as it is named in the report. */
export const reference = 'schemas/parity/kit/host.mjs';

/** Runs every vector in one program: a worker begins with its modules, and compiles none. */
const program = (folder: string, target: string): string => `
import * as abi from ${JSON.stringify(join(folder, `${target}.js`))};
import { expected, observe } from ${JSON.stringify(join(folder, 'testing.js'))};
import { createHost } from ${JSON.stringify(join(root, reference))};
export default async (vectors, { modules }) => {
  const outcomes = {};
  for (const { id, guest, grants, again, ...vector } of vectors)
    outcomes[id] = await observe(abi, createHost, modules[guest], { ...expected(vector, '${target}'), grants, again });
  return outcomes;
};
`;

/** What is seen of each vector in a host, by id. `folder` has the generated package; the host is closed afterwards. */
export async function seenIn(host: OpenHost, kit: Kit, folder: string, target: string): Promise<Readonly<Record<string, Outcome>>> {
  const entry = join(folder, `program-${target}.js`);
  writeFileSync(entry, program(folder, target));
  const modules = Object.fromEntries([...new Set(kit.vectors.map((v) => v.guest))].map((guest) => [guest, kit.module(guest)]));
  try {
    return (await host.run(await bundle(entry), modules, kit.vectors)) as Record<string, Outcome>;
  } finally {
    await host.close();
  }
}
