import type { Deprecation, Stability } from '../../generator/ir/abi.js';
import { compare } from '../../generator/ir/version.js';
import type { Window, Windows } from '../../generator/ir/windows.js';
import type { AbiItem } from '../pair/items.js';
import { oncePer } from '../pair/once-per.js';
import type { Side } from '../pair/pair.js';
import { lineOf, numbersOf } from './bump.js';
import { type Announcing, sideOfRelease } from './context.js';
import { addDays } from './dates.js';
import type { Release } from './verdict.js';

/** An item that says that it goes. */
export interface Announcement {
  readonly item: AbiItem;
  readonly marker: Deprecation;
}

/** An announcement and how much of its window is over. */
export interface Notice extends Announcement {
  /** The first published release with the marker; undefined where the ledger has none. */
  readonly release: Release | undefined;
  readonly window: Window;
  /** Published minors that carry the marker. */
  readonly minors: number;
  /** The date from which on the days have passed. */
  readonly over: string | undefined;
}

/** How long something must stay that was deprecated in a version, by the windows of one time. */
export function windowOf(stability: Stability, marker: Deprecation, windows: Windows): Window {
  if (stability === 'experimental') return windows.experimental;
  const early = numbersOf(marker.in).major === 0;
  const lasting = marker.noReplacement === undefined;
  if (stability === 'stable' && !early) return lasting ? windows.stable : windows.noReplacement;
  const window = early ? windows.beforeOne : windows.preview;
  return lasting ? window : { minors: window.minors * 2, days: window.days * 2 };
}

/** Both windows at once. */
const stricter = (a: Window, b: Window | undefined): Window => ({
  minors: Math.max(a.minors, b?.minors ?? 0),
  days: Math.max(a.days, b?.days ?? 0),
});

/** The announcement of an item that is deprecated, counted from the first published release that has it. */
export function noticeOf(context: Announcing, { item, marker }: Announcement): Notice {
  const release = context.published.find((r) => compare(r.version, marker.in) >= 0 && isMarked(sideOfRelease(context, r), item.key));
  const promised = release?.windows && windowOf(item.stability, marker, release.windows);
  const window = stricter(windowOf(item.stability, marker, context.policy.windows), promised);
  const carrying = release ? context.published.slice(context.published.indexOf(release)) : [];
  const minors = new Set(carrying.map((r) => lineOf(r.version))).size;
  return { item, marker, release, window, minors, over: release && addDays(release.date, window.days) };
}

const isMarked = (side: Side, key: string): boolean => side.items().get(key)?.deprecated !== undefined;

/**
 * The announcements by which an item may go, or change: its own or that of something around it, whichever is older; else
 * those of everything inside it; else those of every place through which it shows. Undefined where it was never announced.
 */
export function announcementsOf(side: Side, key: string, places: readonly string[]): readonly Announcement[] {
  const items = side.items();
  const item = items.get(key);
  const own = item && oldest(item);
  if (own) return [own];
  const within = allAnnounced((item && insidesOf(side).get(item)) ?? []);
  return within.length > 0 ? within : allAnnounced(places.map((place) => items.get(place)));
}

/** What is directly inside each item of a version. */
const insidesOf = oncePer((side: Side): ReadonlyMap<AbiItem, readonly AbiItem[]> => {
  const found = new Map<AbiItem, AbiItem[]>();
  for (const item of side.items().values()) {
    const others = item.parent && found.get(item.parent);
    if (others) others.push(item);
    else if (item.parent) found.set(item.parent, [item]);
  }
  return found;
});

/** The announcements of all items; none unless each is announced. */
function allAnnounced(items: readonly (AbiItem | undefined)[]): readonly Announcement[] {
  const found = new Map<AbiItem, Announcement>();
  for (const item of items) {
    const announced = item && oldest(item);
    if (!announced) return [];
    found.set(announced.item, announced);
  }
  return [...found.values()];
}

/** The oldest announcement among those of an item and of what it is in. */
function oldest(item: AbiItem): Announcement | undefined {
  const above = item.parent && oldest(item.parent);
  if (!item.deprecated) return above;
  return above && compare(above.marker.in, item.deprecated.in) <= 0 ? above : { item, marker: item.deprecated };
}
