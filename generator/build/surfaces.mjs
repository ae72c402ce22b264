/**
 * Prepares what `verify` needs of the ABIs that come with the tool, so that it compiles nothing. It goes by their bytes: where
 * the schemas are others than these, the command compiles them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const from = (path) => import(new URL(`../../dist/generator/${path}`, import.meta.url));
const { embeddedAbis } = await from('installation.js');
const { nodeHost } = await from('source/node-host.js');
const { compileSurfaces } = await from('cli/verify/surfaces.js');
const { preparedFile, preparedText } = await from('cli/verify/prepared.js');

for (const [name, folder] of Object.entries(embeddedAbis)) {
  const { value, diagnostics } = compileSurfaces(nodeHost, folder);
  if (!value) throw new Error(`${folder}: ${diagnostics.map(({ message }) => message).join('; ')}`);
  mkdirSync(dirname(preparedFile(name)), { recursive: true });
  writeFileSync(preparedFile(name), preparedText(folder, value));
}
