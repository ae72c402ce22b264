import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { quote } from '../diagnostics/visible.js';
import type { EmittedFile } from './emitter.js';

/** Longest name of one file or folder, in bytes of UTF-8. File systems hold 255; temporary names need some of it. */
const maxComponentBytes = 200;

/** Names that Windows gives to devices, alone or with any extension. */
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/**
 * Refuses output paths that would leave the output folder, that some file system cannot hold, or that two files share on a
 * file system which ignores case or normalises Unicode.
 */
export function checkPaths(files: readonly EmittedFile[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = (path: string, why: string) => void diagnostics.push(diagnostic('emit/path', undefined, { path: quote(path), why }));
  const firstByKey = new Map<string, string>();
  const folders = new Map<string, string>();
  for (const { path } of files) {
    const why = pathFault(path);
    if (why !== undefined) {
      report(path, why);
      continue;
    }
    const key = foldPath(path);
    const first = firstByKey.get(key);
    if (first !== undefined)
      report(path, first === path ? 'is written twice' : `is the same file as ${quote(first)} where case is ignored`);
    else firstByKey.set(key, path);
    for (let at = key.indexOf('/'); at !== -1; at = key.indexOf('/', at + 1)) folders.set(key.slice(0, at), path);
  }
  for (const [key, path] of firstByKey) {
    const within = folders.get(key);
    if (within !== undefined) report(path, `is a file and also the folder of ${quote(within)}`);
  }
  return diagnostics;
}

/** Equal for two paths that some file system takes for the same file. */
export const foldPath = (path: string): string => path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');

/** What is wrong with a path by itself, or undefined. */
export function pathFault(path: string): string | undefined {
  if (path.includes('\\')) return 'contains a backslash';
  if (path.startsWith('/')) return 'is absolute';
  if (/^[A-Za-z]:/.test(path)) return 'starts with a drive letter';
  if (/\p{Cs}/u.test(path)) return 'is not well-formed Unicode';
  for (const component of path.split('/')) {
    const why = componentFault(component);
    if (why !== undefined) return why;
  }
  return undefined;
}

function componentFault(component: string): string | undefined {
  if (component === '') return 'has an empty component';
  if (component === '.' || component === '..') return `has the component ${component}`;
  if (/\p{Cc}/u.test(component)) return 'contains a control character';
  if (/[<>:"|?*]/.test(component)) return 'contains a character that Windows file names cannot hold';
  if (/[. ]$/.test(component)) return 'has a component that ends in a dot or a space';
  if (device.test(component)) return 'has a component that is a device name on Windows';
  if (Buffer.byteLength(component, 'utf8') > maxComponentBytes) return `has a component of more than ${maxComponentBytes} bytes`;
  return undefined;
}
