import { jsonText } from './escape.js';
import type { ReportFormat } from './model.js';

/** The report itself; `schemas/check-report.schema.json` describes it. */
export const json: ReportFormat = { name: 'json', paths: 'repository', render: jsonText };
