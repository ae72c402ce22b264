import { visible } from '../../generator/diagnostics/visible.js';

/** Paths of a log are relative to the root of the repository. */
export const root = '%SRCROOT%';

/** Every segment of a path is percent-encoded, so that none is taken for a scheme, a query or an escape. */
export function artifact(file: string): { readonly uri: string; readonly uriBaseId?: string } {
  const path = file
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  return path.startsWith('/') ? { uri: `file://${path}` } : { uri: path, uriBaseId: root };
}

/** Plain text. Readers of SARIF make links of `[text](destination)`, which nothing from a file may be. */
export const message = (text: string) => ({ text: text.split('\n').map(visible).join('\n').replaceAll('](', ']\\u0028') });
