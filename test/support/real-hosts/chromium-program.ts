import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** A browser on this machine, and the environment that it needs. */
export interface BrowserProgram {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

const shipped = createRequire(import.meta.url).resolve('@sparticuz/chromium');

/**
 * The browser that MOLT_ABI_CHROMIUM names, or else the one that the package `@sparticuz/chromium` ships compressed, with the
 * libraries that it needs beside those of the C compiler. It is unpacked once, beside the installed packages.
 */
export async function browserProgram(): Promise<BrowserProgram> {
  const named = process.env.MOLT_ABI_CHROMIUM;
  if (named !== undefined && named !== '') return { path: named, environment: {} };
  const folder = await unpacked();
  return {
    path: join(folder, 'chromium'),
    environment: { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_PATH: join(folder, 'fonts') },
  };
}

/** Several test files may come here at the same time: each unpacks for itself, and the first to finish is kept. */
async function unpacked(): Promise<string> {
  const modules = shipped.slice(0, shipped.lastIndexOf(join('@sparticuz', 'chromium')));
  const { version } = JSON.parse(await readFile(join(modules, '@sparticuz/chromium/package.json'), 'utf8')) as { version: string };
  const folder = join(modules, `.cache/molt-abi/chromium-${version}`);
  if (await isFolder(folder)) return folder;
  const own = `${folder}-${randomUUID()}`;
  await mkdir(own, { recursive: true });
  try {
    await unpackInto(own);
    await rename(own, folder);
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    if (!(await isFolder(folder))) throw error;
  }
  return folder;
}

/** The package unpacks into the folder for temporary files; its libraries only where it believes to be on its home system. */
const unpackInto = (folder: string) =>
  promisify(execFile)(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import c from ${JSON.stringify(pathToFileURL(shipped).href)};await (c.default ?? c).executablePath();`,
    ],
    { cwd: dirname(folder), env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' } },
  );

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
