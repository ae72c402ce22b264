import { join } from 'node:path';
import type { CheckReport } from '../../../compat-policy/report/model.js';
import type { Files } from '../compat/fixtures.js';
import { moltAbi } from './binary.js';
import { runHere } from './in-process.js';
import { releasedFolder } from './released.js';

/** Relative paths and defaults of the folder count. */
export const checkIn = (folder: string, ...more: readonly string[]) => moltAbi(folder, ['check', '--abi', 'abi', ...more]);
export const check = (folder: string, ...more: readonly string[]) => runHere(['check', '--abi', join(folder, 'abi'), ...more]);
export const reportOf = async (folder: string, ...more: readonly string[]): Promise<CheckReport> =>
  JSON.parse((await check(folder, '--format', 'json', ...more)).out) as CheckReport;
export const found = (report: CheckReport) =>
  report.findings.map(({ severity, bump, rule, item }) => `${severity} ${bump} ${rule} ${item}`);

/** 1.0.0 is released; the candidate 1.1.0 is it with a patch. */
export const changed = (patch: Files, base?: Files): string =>
  releasedFolder([
    { version: '1.0.0', released: '2026-01-10', ...(base ? { patch: base } : {}) },
    { version: '1.1.0', patch },
  ]);
