import type { Emitter } from '../emit/emitter.js';
import { allowlist } from './allowlist/index.js';
import { c } from './c/index.js';
import { manifest } from './manifest/index.js';
import { tsHost } from './ts-host/index.js';
import { wat } from './wat/index.js';

/** Every output format, in the order in which `gen` emits them. */
export const emitters: readonly Emitter[] = [tsHost, wat, c, allowlist, manifest];
