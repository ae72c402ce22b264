/**
 * The last step of the build. Removes what earlier builds made of sources that are gone, so that `dist` holds what a fresh
 * build would; and makes the command executable, which tsc does not.
 */
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const dist = join(root, 'dist');
/** Made anew by every build. */
const made = [join(dist, 'command'), join(dist, 'surfaces')];

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const built = join(entry.parentPath, entry.name);
  if (made.some((folder) => built.startsWith(folder))) continue;
  const source = join(root, relative(dist, built));
  const hasSource = existsSync(source) || existsSync(source.replace(/(\.d\.ts|\.js)$/, '.ts'));
  if (!hasSource) rmSync(built, { force: true });
}
chmodSync(join(dist, 'command/main.js'), 0o755);
