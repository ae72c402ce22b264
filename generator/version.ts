import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the installed package: the nearest one with the schemas, since this runs as it is, compiled and bundled. */
export const packageFolder = ((): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'schemas/abi.schema.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
})();

/** Version of the tool. */
export const toolVersion = (): string =>
  (JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }).version;
