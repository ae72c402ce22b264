import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { policyRules, rules } from '../../compat-policy/registry.js';
import type { RuleText } from '../../compat-policy/rule.js';
import { importsOf, root } from './imports.js';

const path = join(root, 'compat-policy/RULES.md');

/** Families in the order in which the registry names their files. */
const families = await Promise.all(
  importsOf('compat-policy/registry.ts')
    .filter((file) => file.startsWith('compat-policy/rules/'))
    .map(async (file) => {
      const exported: Record<string, unknown> = await import(join(root, file));
      return {
        name: file.replace(/^.*\/|\.ts$/g, ''),
        rules: Object.values(exported).flatMap((value) => (Array.isArray(value) ? value : [])),
      };
    }),
);

const cell = (text: string): string => text.replaceAll('|', '\\|');

const bump = ({ bump: most, mild }: RuleText): string => (mild && mild.bump !== most ? `${most}; ${mild.bump} if ${mild.when}` : most);

const row = (rule: RuleText): string => {
  const { oldGuest, newGuest, hostSource, guestSource } = rule.harm;
  return `| \`${rule.id}\` | ${[oldGuest, newGuest, hostSource, guestSource].join(' | ')} | ${cell(bump(rule))} | ${cell(rule.summary)} |`;
};

const page = (): string => `# Rules

What \`molt-abi check\` looks for, by family. Made from the rows themselves by \`test/meta/rules-page.test.ts\`; \`molt-abi explain
RULE\` says more of each: why it is one, and what to do.

Who is harmed, and how: **OG** an old guest on a new host, **NG** a new guest on an old host, **HS** the source of hosts, **GS**
the source of guests. L: does not link. E: a loud error or trap. S: silently wrong values. \`*\`: only guests that use what is
new. x: must be edited. c: compiles, its contract must be read again.
${families
  .map(
    ({ name, rules: own }) => `
## ${name.replaceAll('-', ' ')}

| Rule | OG | NG | HS | GS | Bump | What it finds |
| --- | --- | --- | --- | --- | --- | --- |
${own.map((rule: RuleText) => row(rule)).join('\n')}
`,
  )
  .join('')}`;

it('the page of rules says what the rows say, and leaves none out', () => {
  const text = page();
  if (process.env.UPDATE_GOLDENS === '1') writeFileSync(path, text);
  expect(readFileSync(path, 'utf8')).toBe(text);
  for (const { id } of [...rules, ...policyRules]) expect(text).toContain(`| \`${id}\` |`);
});
