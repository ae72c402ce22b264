import { join } from 'node:path';
import type { Policy } from '../../compat-policy/verdict/policy.js';
import { diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, hasErrors, type Result } from '../diagnostics/diagnostic.js';
import { formatJson } from '../diagnostics/format-json.js';
import { quote, visible } from '../diagnostics/visible.js';
import { appended } from '../history/append.js';
import { isDate, type LedgerEntry, ledgerFile, readJson, readLedger } from '../history/ledger.js';
import { type FoundVersion, findVersion, listVersions } from '../history/versions.js';
import { embeddedAbi } from '../installation.js';
import { compare } from '../ir/version.js';
import { nodeHost } from '../source/node-host.js';
import { type Checked, checkVersions } from './check/run.js';
import { writeReport } from './check.js';
import { exitCode } from './exit.js';
import { formatDiagnostics, type OutputFormat } from './output.js';
import { loadPolicy } from './policy.js';
import { fromHere, readSettings } from './settings.js';
import { compileVersion, type Subject } from './subject.js';
import type { Terminal } from './terminal.js';
import { diskFault, nodeDisk } from './writer/disk.js';
import { acquireLock } from './writer/lock.js';
import { thisProcess } from './writer/owner.js';

export interface ReleaseOptions {
  readonly abi?: string;
  /** UTC date of the release. Absent: the date for which the candidate is planned. */
  readonly date?: string;
  readonly policy?: string;
  readonly dryRun?: boolean;
  readonly format: OutputFormat;
}

/** What a release is made of, or what stands in its way. */
interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  readonly subject?: Subject;
  readonly date?: string;
  readonly ledger?: string;
  /** The check that failed. */
  readonly refused?: Checked;
}

/**
 * `molt-abi release`: checks the candidate against the newest release and, if it passes, appends it to the ledger, from when
 * on it is frozen. Returns the exit code: 0 if it was released, 1 if the check failed.
 */
export async function release(options: ReleaseOptions, terminal: Terminal): Promise<number> {
  const folder = process.cwd();
  const abi = abiOf(options, folder);
  const outcome: Outcome =
    abi.value === undefined ? abi : await locked(abi.value, options.dryRun === true, () => carryOut(abi.value ?? '', options, folder));
  if (outcome.refused) return refuse(outcome.refused, options, terminal);
  const exit = exitCode(outcome.diagnostics);
  if (options.format === 'json') terminal.out(json(outcome, options, exit));
  else {
    terminal.err(
      formatDiagnostics(
        outcome.diagnostics,
        [outcome.subject?.found.folder, abi.value, '.'].filter((f) => f !== undefined),
        terminal.colorErr,
      ),
    );
    if (exit === 0) terminal.out(text(outcome, options));
  }
  return exit;
}

/** The folder of the ABI. The one that comes with the tool is released with the tool, so that it has to be named. */
function abiOf(options: ReleaseOptions, folder: string): Result<string> {
  const { value, diagnostics } = readSettings(options.abi === undefined ? {} : { abi: options.abi }, folder);
  if (!value) return { value: undefined, diagnostics };
  const fault = (why: string) => ({ value: undefined, diagnostics: [diagnostic('usage/option', undefined, { option: '--abi', why })] });
  if (options.abi === undefined && value.abi === fromHere(embeddedAbi, folder))
    return fault('is needed: it names the folder of the ABI to release');
  if (nodeHost.kind(`${value.abi}/abi.json`) === 'file')
    return fault(`names ${value.abi}, which is one version; the folder of the ABI is needed`);
  return { value: value.abi, diagnostics: [] };
}

/** Of two releases at the same time one is refused, or finds that there is no candidate left. */
async function locked(abi: string, isDry: boolean, work: () => Promise<Outcome>): Promise<Outcome> {
  if (isDry || nodeHost.kind(abi) !== 'folder') return work();
  try {
    const lock = acquireLock(abi, thisProcess, nodeDisk);
    if (!lock.value) return { diagnostics: lock.diagnostics };
    try {
      return await work();
    } finally {
      lock.value.release();
    }
  } catch (cause) {
    return { diagnostics: [diskFault('io/write', cause, abi)] };
  }
}

async function carryOut(abi: string, options: ReleaseOptions, folder: string): Promise<Outcome> {
  const hasLedger = nodeHost.kind(`${abi}/${ledgerFile}`) !== 'missing';
  const ledger = hasLedger ? readLedger(nodeHost, abi) : undefined;
  if (ledger && !ledger.value) return { diagnostics: ledger.diagnostics };
  const found = findVersion(nodeHost, abi, hasLedger ? 'next' : undefined);
  const compiled = found.value ? compileVersion(nodeHost, found.value) : { value: undefined, diagnostics: found.diagnostics };
  const subject = compiled.value;
  if (!subject) return { diagnostics: compiled.diagnostics };
  const newest = ledger?.value?.entries.at(-1);
  const passedOver = newest ? [] : unreleasedBelow(abi, subject.found);
  if (passedOver.length > 0) return { diagnostics: passedOver, subject };
  const { value: date, diagnostics: undated } = dateOf(options.date, subject, newest);
  if (date === undefined) return { diagnostics: [...compiled.diagnostics, ...undated], subject };

  const isFirst = !ledger?.value?.entries.some((entry) => isBaseline(entry, subject.found));
  const checked = isFirst ? undefined : await checkVersions(checkOptions(abi, date, options), folder);
  if (checked && !checked.value) return { diagnostics: checked.diagnostics };
  if (checked?.value && !checked.value.verdict.pass) return { diagnostics: [], refused: checked.value };
  const policy = checked?.value ? { value: checked.value.policy, diagnostics: [] } : loadPolicy(nodeHost, abi, options.policy);
  if (!policy.value) return { diagnostics: policy.diagnostics };

  const text = ledgerText(abi, subject, date, newest, policy.value);
  const faults = options.dryRun ? [] : await replace(join(abi, ledgerFile), text);
  return { diagnostics: [...compiled.diagnostics, ...faults], subject, date, ledger: `${abi}/${ledgerFile}` };
}

/** Without an entry in the ledger, a version above others would be taken for the first one, and those below for none. */
function unreleasedBelow(abi: string, { version }: FoundVersion): Diagnostic[] {
  const lower = listVersions(nodeHost, abi).value?.find((other) => compare(other.version, version) < 0);
  if (!lower) return [];
  const why = `would be the first release, and ${lower.folder} is lower: restore ${ledgerFile}, or release or move away what is lower`;
  return [diagnostic('release/out-of-order', undefined, { version, why })];
}

const checkOptions = (abi: string, asOf: string, { policy }: ReleaseOptions) => ({
  abi,
  asOf,
  ...(policy === undefined ? {} : { policy }),
});

/** Pre-releases promise nothing, so that the first release after them is held against none. */
const isBaseline = ({ version }: LedgerEntry, candidate: FoundVersion): boolean =>
  !version.includes('-') && compare(version, candidate.version) < 0;

function dateOf(given: string | undefined, { abi }: Subject, newest: LedgerEntry | undefined): Result<string> {
  const fault = (found: Diagnostic) => ({ value: undefined, diagnostics: [found] });
  if (given !== undefined && !isDate(given))
    return fault(
      diagnostic('usage/option', undefined, {
        option: '--date',
        why: `needs a day of the calendar, such as 2026-04-12, not ${quote(given)}`,
      }),
    );
  const date = given ?? abi.released;
  if (date === undefined) return fault(diagnostic('release/no-date', undefined, { version: abi.version }));
  const why = newest && orderFault(abi.version, date, newest);
  return why === undefined
    ? { value: date, diagnostics: [] }
    : fault(diagnostic('release/out-of-order', newest?.span, { version: abi.version, why }));
}

function orderFault(version: string, date: string, newest: LedgerEntry): string | undefined {
  if (compare(version, newest.version) <= 0) return `it is below ${newest.version}, which is released`;
  return date < newest.date ? `it is dated ${date}, before ${newest.version} of ${newest.date}` : undefined;
}

function ledgerText(abi: string, { abi: found }: Subject, date: string, newest: LedgerEntry | undefined, { windows }: Policy): string {
  const before = newest || nodeHost.kind(`${abi}/${ledgerFile}`) === 'file' ? readJson(nodeHost, abi, ledgerFile).value?.value : undefined;
  return appended(before, found.name, newest, { version: found.version, date, digest: found.digest, windows });
}

/** Puts a file in the place of another at once: whatever happens, the old one or the new one is there, and whole. */
async function replace(path: string, text: string): Promise<Diagnostic[]> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    nodeDisk.create(temporary, Buffer.from(text, 'utf8'));
    await nodeDisk.syncFiles([temporary]);
    nodeDisk.rename(temporary, path);
    nodeDisk.syncFolder(join(path, '..'));
    return [];
  } catch (cause) {
    nodeDisk.removeTree(temporary);
    return [diskFault('io/write', cause, path)];
  }
}

/** Says why nothing was released: with the report of the check. */
function refuse(checked: Checked, { format }: ReleaseOptions, terminal: Terminal): number {
  const { verdict, asOf, releases, witnesses, against } = checked;
  const { findings, removals } = verdict;
  const exit = writeReport(
    checked,
    { asOf, verdict, findings, removals, matrix: null, guests: null, releases, witnesses, against },
    [],
    { format },
    terminal,
  );
  if (format === 'text') terminal.err('Nothing was released.\n');
  return exit === 0 ? 1 : exit;
}

function text({ subject, date, ledger }: Outcome, { dryRun }: ReleaseOptions): string {
  if (!subject || date === undefined) return '';
  const { name, version, digest, released } = subject.abi;
  const planned = released !== undefined && released !== date ? `It was planned for ${released}.\n` : '';
  if (dryRun) return `${name} ${version} could be released on ${date}. Nothing was written.\n${planned}`;
  return `${name} ${version} is released as of ${date}: ${visible(ledger ?? '')} has its digest ${digest}.
${planned}${visible(subject.found.folder)} is frozen from now on. Commit both. To go on, copy that folder to a higher version and change it there.
`;
}

function json({ diagnostics, subject, date, ledger }: Outcome, { dryRun }: ReleaseOptions, exit: number): string {
  const done = subject && date !== undefined && !hasErrors(diagnostics);
  const { name, version, digest, released } = subject?.abi ?? {};
  const entry = done ? { abi: name, version, date, planned: released ?? null, digest, ledger } : null;
  return `${JSON.stringify({ released: entry, dryRun: dryRun === true, ...formatJson(diagnostics), exit }, null, 2)}\n`;
}
