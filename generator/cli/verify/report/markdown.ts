import { type Markup, markup, nothing, withoutCommands } from '../../../../compat-policy/report/escape.js';
import type { Verdict, VerifyFinding } from '../../../verify/verdict.js';
import { countsOf, factsOf, outcomeOf, type ReportContext, subjectOf, type Unread } from './words.js';

/** Findings of a module that are shown; a comment on a pull request holds no more of many modules. */
const most = 50;

/** A comment on a pull request. Every block is raw HTML without an empty line, so that Markdown sees no syntax in what comes from files. */
export const markdown = (verdicts: readonly Verdict[], { unread }: ReportContext): string =>
  withoutCommands([...unread.map(damaged), ...verdicts.map(block)].map(({ text }) => `${text}\n`).join('\n'));

const damaged = ({ path, diagnostic }: Unread): Markup =>
  markup`<h3>${marks.FAIL} FAIL: <code>${path}</code></h3>
<p><code>${diagnostic.message}</code></p>`;

const marks = { PASS: '✅', FAIL: '❌' } as const;

function block(verdict: Verdict): Markup {
  const outcome = outcomeOf(verdict);
  const { findings, notes } = verdict;
  return markup`<h3>${marks[outcome]} ${outcome}: <code>${subjectOf(verdict)}</code></h3>
<p>${countsOf(verdict)}.</p>
<ul>
${factsOf(verdict).map(([label, text]) => markup`<li>${label}: <code>${text}</code></li>\n`)}</ul>${findings.length === 0 ? nothing : table(findings)}${notes.map((note) => markup`\n<p>${note}.</p>`)}`;
}

const table = (findings: readonly VerifyFinding[]): Markup => markup`
<table>
<tr><th>finding</th><th>what</th><th>what to do</th></tr>
${findings.slice(0, most).map(row)}</table>${findings.length > most ? markup`\n<p>${findings.length - most} more findings are left out here; the other formats have all.</p>` : nothing}`;

const row = ({ rule, severity, message, help }: VerifyFinding): Markup =>
  markup`<tr><td>${severity} <code>${rule}</code></td><td><code>${message}</code></td><td>${help ?? ''}</td></tr>\n`;
