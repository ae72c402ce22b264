import type { Emitter } from '../emit/emitter.js';
import { allowlist } from './allowlist/index.js';
import { assemblyscript } from './assemblyscript/index.js';
import { c } from './c/index.js';
import { docs } from './docs/index.js';
import { manifest } from './manifest/index.js';
import { python } from './python/index.js';
import { rust } from './rust/index.js';
import { tsHost } from './ts-host/index.js';
import { wat } from './wat/index.js';
import { wit } from './wit/index.js';

/** Every output format, in the order in which `gen` emits them. */
export const emitters: readonly Emitter[] = [tsHost, wat, c, rust, assemblyscript, python, wit, docs, allowlist, manifest];
