import { jsonText } from '../../../../compat-policy/report/escape.js';
import type { MeasureReport } from '../../../measure/model.js';

/** The report itself; `schemas/measure-report.schema.json` describes it. */
export const json = (report: MeasureReport): string => jsonText(report);
