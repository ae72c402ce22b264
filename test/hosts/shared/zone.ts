/** The time zone of this machine, or that of the visitor of a page. All of it comes from the platform: nothing is made up. */
import type { ZoneNameKind } from '@molt/abi-host';
import { Errno, type TimeHost } from '@molt/abi-host/browser';

/** Seconds west of UTC at an instant; null for one that no calendar of the platform has. */
function west(milliseconds: number): bigint | null {
  const minutes = new Date(milliseconds).getTimezoneOffset();
  return Number.isNaN(minutes) ? null : BigInt(Math.round(minutes * 60));
}

/** An instant of this year in winter and one in summer, and the one of them that is in standard time: further to the west. */
function seasons(): { readonly standard: number; readonly daylight: number } {
  const year = new Date().getFullYear();
  const [january, july] = [Date.UTC(year, 0, 1, 12), Date.UTC(year, 6, 1, 12)];
  return (west(january) ?? 0n) >= (west(july) ?? 0n) ? { standard: january, daylight: july } : { standard: july, daylight: january };
}

const STANDARD: ZoneNameKind = 0;

/** Nanoseconds and milliseconds beyond this have lost their last digits, and no calendar goes there. */
const mostSeconds = 8_640_000_000_000n;

export const zoneHost = () =>
  ({
    timezone: () => west(seasons().standard),
    localOffset: (secs) => (secs > mostSeconds || secs < -mostSeconds ? null : west(Number(secs) * 1000)),
    tzname(which) {
      const { standard, daylight } = seasons();
      const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(which === STANDARD ? standard : daylight);
      return parts.find(({ type }) => type === 'timeZoneName')?.value ?? Errno.ENOSYS;
    },
  }) satisfies TimeHost;
