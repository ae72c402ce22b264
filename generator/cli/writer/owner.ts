import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lock. Process ids come again, so a process is known by when it started too; `host` says where the id counts. */
export interface Owner {
  readonly pid: number;
  readonly started: string;
  readonly host: string;
}

export const thisProcess: Owner = {
  pid: process.pid,
  started: startOf(process.pid)?.started ?? `${Math.round(performance.timeOrigin)}`,
  host: hostname(),
};

/** A file name for one taking of a lock by an owner; no two are the same, so that to remove one cannot hit another. */
export const ticketOf = ({ pid, started, host }: Owner): string =>
  `${pid}-${started}-${randomBytes(6).toString('hex')}-${encodeURIComponent(host)}`;

/** The owner that a ticket names, or undefined if it is none of ours. */
export function ownerOf(ticket: string): Owner | undefined {
  const [, pid, started, host] = /^([1-9]\d{0,8})-(\d+)-[0-9a-f]{12}-([\w.!~*'()%-]*)$/.exec(ticket) ?? [];
  if (pid === undefined || started === undefined || host === undefined) return undefined;
  try {
    return { pid: Number(pid), started, host: decodeURIComponent(host) };
  } catch {
    return undefined;
  }
}

/** Whether a process may still run. One on another host may: nobody here can tell. */
export function mayRun({ pid, started, host }: Owner): boolean {
  if (host !== thisProcess.host) return true;
  if (pid === thisProcess.pid) return started === thisProcess.started;
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const known = startOf(pid);
  return known === undefined || (known.started === started && !known.ended);
}

/** When a process started, in ticks since boot, and whether it only waits to be reaped. Undefined where there is no `/proc`. */
function startOf(pid: number): { readonly started: string; readonly ended: boolean } | undefined {
  try {
    // Fields 3 and 22 of proc(5); field 2 is a name in brackets and may hold anything.
    const [, state, started] = /\) (\S) (?:\S+ ){18}(\d+) [^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return started === undefined ? undefined : { started, ended: state === 'Z' || state === 'X' };
  } catch {
    return undefined;
  }
}
