import type { Finding } from '../finding.js';
import type { AbiItem } from '../pair/items.js';
import { formerOf } from '../pair/pair.js';
import type { Hit } from '../rule.js';
import type { PolicyContext } from './context.js';
import { announcementsOf, type Notice, noticeOf } from './window.js';

/** Something that is broken for those who rely on it: what was announced of it, and what became of it. */
export interface Break {
  /** What findings about it have in common: the item, what led to it, and all that is broken of it. */
  readonly hit: Hit;
  readonly gone: boolean;
  readonly stable: boolean;
  /** Empty where nothing was announced. */
  readonly notices: readonly Notice[];
}

const known = new WeakMap<object, readonly Break[]>();

/** What the step breaks of the newest release, without what may change in any minor. */
export function breaksOf(context: PolicyContext): readonly Break[] {
  const step = context.step();
  const found = known.get(step) ?? grouped(context);
  known.set(step, found);
  return found;
}

/** Breaks under one announcement are one; without, those of one import, export, type, capability, target or module are. */
function grouped(context: PolicyContext): readonly Break[] {
  const step = context.step();
  const { from, findings } = step;
  const groups = new Map<AbiItem, { readonly notices: readonly Notice[]; readonly findings: Finding[] }>();
  for (const finding of findings) {
    const item = finding.breaking ? formerOf(step, finding.item) : undefined;
    if (!item || !needsNotice(item)) continue;
    const notices = announcementsOf(from, item.key, finding.places).map((announcement) => noticeOf(context, announcement));
    const subject = notices.length === 0 ? topOf(item) : notices.length === 1 ? (notices[0]?.item ?? item) : item;
    const group = groups.get(subject);
    if (group) group.findings.push(finding);
    else groups.set(subject, { notices, findings: [finding] });
  }
  return [...groups].map(([subject, group]) => breakOf(context, subject, group.notices, group.findings));
}

/**
 * The ABI as a whole cannot be announced, so that a major is all its notice. What is only served, or is a tombstone, has had
 * its notice, and what becomes of it is told by rules of its own, as it is of reserved names.
 */
const needsNotice = (item: AbiItem): boolean =>
  item.parent !== undefined && item.stability !== 'experimental' && !item.key.startsWith('reserved ') && isWhollyDeclared(item);

const isWhollyDeclared = (item: AbiItem): boolean => isDeclared(item) && (!item.parent || isWhollyDeclared(item.parent));

/** What contains an item, right below its interface or the ABI. */
function topOf(item: AbiItem): AbiItem {
  const { parent } = item;
  return !parent || parent.key === 'abi' || parent.key.startsWith('interface ') ? item : topOf(parent);
}

function breakOf(context: PolicyContext, subject: AbiItem, notices: readonly Notice[], findings: readonly Finding[]): Break {
  const { to, keyNow } = context.step();
  const now = to.items().get(keyNow.get(subject.key) ?? '');
  return {
    hit: {
      item: subject.key,
      cause: findings[0]?.cause,
      places: [...new Set(findings.map((f) => f.item))].filter((key) => key !== subject.key).sort(),
      targets: [...new Set(findings.flatMap((f) => f.targets))].sort(),
      from: subject.origin,
      to: now?.origin,
    },
    gone: !now || !isDeclared(now),
    stable: subject.stability === 'stable',
    notices,
  };
}

/** Whether new guests are told of it. */
export const isDeclared = ({ status }: AbiItem): boolean => status === 'active' || status === 'deprecated';
