import { policyRules, rules } from '../../../compat-policy/registry.js';
import type { GuestHarm, Harm, Rule, RuleText, SourceHarm } from '../../../compat-policy/rule.js';
import type { PolicyRule } from '../../../compat-policy/verdict/policy-rule.js';

/** Every rule, those that compare two versions first. */
export const allRules: readonly (Rule | PolicyRule)[] = [...rules, ...policyRules];

/** A rule as text for the terminal. */
export function explainRule(rule: Rule | PolicyRule): string {
  const { id, summary, why, fix, mild } = rule;
  const paragraphs = [
    `${id} (${kindOf(rule)})`,
    summary,
    why,
    harmText(rule),
    ...(mild ? [`Where ${mild.when}:\n${harmText(mild)}`] : []),
    `What to do: ${fix}`,
    ...('mirror' in rule ? [mirrorText(rule)] : [rule.waivable ? 'A waiver may cover it.' : 'No waiver covers it.']),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function kindOf(rule: Rule | PolicyRule): string {
  if ('mirror' in rule) return bumps[rule.bump];
  return typeof rule.severity === 'string' ? rule.severity : 'error or warning, as the policy says';
}

const bumps: Readonly<Record<RuleText['bump'], string>> = { none: 'no new version', patch: 'patch', minor: 'minor', major: 'major' };

/** A line for each party that suffers; one line where there is none. */
function harmText({ bump, harm }: Pick<RuleText, 'bump' | 'harm'>): string {
  const lines = [
    ...guest('an old guest on a new host', harm.oldGuest),
    ...guest('a new guest on an old host', harm.newGuest),
    ...source('hosts', harm.hostSource),
    ...source('guests', harm.guestSource),
  ];
  const version = bump === 'none' ? 'It asks for no version.' : `It needs a ${bump} version.`;
  return lines.length === 0 ? `Nobody's code breaks. ${version}` : `${version} Who breaks:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

const guest = (who: string, code: Harm['oldGuest']): string[] => (code === '-' ? [] : [`${who} ${guestText[code]}`]);

const links = 'does not link';
const traps = 'meets an error when it calls';
const wrong = 'gets or gives silently wrong values';
const ifUsed = (text: string) => `${text}, if it uses what is new`;
const either = (first: string, second: string) => `${first}, or ${second}`;

const guestText: Readonly<Record<Exclude<GuestHarm, '-'>, string>> = {
  L: links,
  E: traps,
  S: wrong,
  'L/S': `${links} where the engine checks types; ${wrong} where the host is plain JavaScript`,
  'L/E': either(links, traps),
  'E/S': either(traps, wrong),
  'L*': ifUsed(links),
  'E*': ifUsed(traps),
  'S*': ifUsed(wrong),
  'L/E*': ifUsed(either(links, traps)),
  'E/S*': ifUsed(either(traps, wrong)),
};

const source = (whose: string, code: SourceHarm): string[] => (code === '-' ? [] : [`source of ${whose} ${sourceText[code]}`]);

const sourceText: Readonly<Record<Exclude<SourceHarm, '-'>, string>> = {
  x: 'must be edited',
  c: 'compiles, and its contract must be read again',
};

function mirrorText({ id, mirror }: Rule): string {
  if (mirror === id) return 'With the versions exchanged it fires as well.';
  return typeof mirror === 'string' ? `With the versions exchanged: ${mirror}` : `It has no mirror: ${mirror.none}`;
}
