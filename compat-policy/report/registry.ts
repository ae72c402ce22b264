import { github } from './github.js';
import { html } from './html.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import type { ReportFormat } from './model.js';
import { sarif } from './sarif.js';
import { text } from './text.js';

/** Every way to write a report down, the default first. */
export const reportFormats: readonly ReportFormat[] = [text, json, markdown, html, sarif, github, junit];

export const reportFormat = (name: string): ReportFormat | undefined => reportFormats.find((format) => format.name === name);

/** What a format rendered, as one text. */
export const textOf = (rendered: ReturnType<ReportFormat['render']>): string =>
  typeof rendered === 'string' ? rendered : [...rendered].join('');
