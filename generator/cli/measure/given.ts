import { resolve } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import { type Result, result } from '../../diagnostics/diagnostic.js';
import { readJson } from '../../history/ledger.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import { readReport } from '../../measure/baseline.js';
import { type Budget, readBudget } from '../../measure/budget.js';
import type { MeasureReport } from '../../measure/model.js';
import type { JsonDocument } from '../../source/document.js';
import { nodeHost } from '../../source/node-host.js';
import { placed } from '../check/locate.js';
import { type MeasuredModule, measuredModule, readBytes } from './subject.js';

/** What a module is held against: another module, to be measured too, or what an earlier run wrote. */
export type GivenBaseline = { readonly module: MeasuredModule } | { readonly report: MeasureReport };

/** The baseline at a path. A module begins with a byte that no JSON begins with. */
export function loadBaseline(path: string, lowered: LoweredAbi): Result<GivenBaseline> {
  const read = readBytes(path);
  if (!read.value) return { value: undefined, diagnostics: read.diagnostics };
  if (read.value[0] === 0) {
    const { value, diagnostics } = measuredModule(lowered, read.value, path);
    return { value: value && { module: value }, diagnostics };
  }
  const document = loadJson(path);
  if (!document.value) return { value: undefined, diagnostics: document.diagnostics };
  const report = readReport(document.value.value);
  if (typeof report === 'string')
    return result<GivenBaseline>(undefined, [diagnostic('measure/baseline', undefined, { path, why: report })]);
  return result({ report }, []);
}

export function loadBudget(path: string): Result<Budget> {
  const document = loadJson(path);
  if (!document.value) return { value: undefined, diagnostics: document.diagnostics };
  const { value, diagnostics } = readBudget(document.value);
  return { value, diagnostics: placed(diagnostics, () => path) };
}

/** A JSON file at a path on this disk, by which messages name it. */
function loadJson(path: string): Result<JsonDocument> {
  const full = resolve(path).replaceAll('\\', '/');
  const slash = full.lastIndexOf('/');
  const { value, diagnostics } = readJson(nodeHost, full.slice(0, slash), full.slice(slash + 1));
  return { value, diagnostics: placed(diagnostics, () => path) };
}
