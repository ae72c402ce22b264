import type { MeasureReport } from '../../../measure/model.js';
import { html } from './html.js';
import { json } from './json.js';
import { markdown } from './markdown.js';
import { text } from './text.js';

/** Every way to write a report down, by name, the default first. */
export const measureFormats = { text, json, markdown, html } as const satisfies Record<
  string,
  (report: MeasureReport, color: boolean) => string
>;
export type MeasureFormat = keyof typeof measureFormats;
