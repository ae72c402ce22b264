import type { Verdict } from '../../../verify/verdict.js';
import { github } from './github.js';
import { json } from './json.js';
import { markdown } from './markdown.js';
import { sarif } from './sarif.js';
import { text } from './text.js';
import type { ReportContext } from './words.js';

type Render = (verdicts: readonly Verdict[], context: ReportContext) => string;

/** What `verify --format` writes, by name. */
export const verifyFormats = { text, json, sarif, github, markdown } as const satisfies Readonly<Record<string, Render>>;

export type VerifyFormat = keyof typeof verifyFormats;
