import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the installed package. This module is built to `dist/generator/` and also runs from `generator/`. */
export const packageFolder = ((): string => {
  const above = dirname(dirname(fileURLToPath(import.meta.url)));
  return above.endsWith('dist') ? dirname(above) : above;
})();

/** Version of the tool. */
export const toolVersion = (): string =>
  (JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }).version;
