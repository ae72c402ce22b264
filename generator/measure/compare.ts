import { type LengthKey, lengthKeys } from './budget.js';
import { type Comparison, type HostTimes, type Machine, type Measured, phases, type Ratio } from './model.js';
import { pairedRatio, ratioOf } from './statistics.js';

/** What a module is held against, and where it comes from. */
export interface Baseline {
  readonly kind: Comparison['kind'];
  /** Where its times were taken; null: in the same run. */
  readonly machine: Machine | null;
  readonly measured: Measured;
}

/** Every length and every time beside that of the baseline, where both have it. */
export function compareWith(measured: Measured, baseline: Baseline, machine: Machine): Comparison {
  const { kind, measured: old } = baseline;
  const times = measured.hosts.flatMap((host) => {
    const other = old.hosts.find(({ target, host: name }) => target === host.target && name === host.host);
    return other === undefined ? [] : timeRatios(host, other, kind === 'module');
  });
  return {
    kind,
    path: old.module.path,
    sha256: old.module.sha256,
    comparable: kind === 'module' || (sameMachine(baseline.machine, machine) && sameHosts(measured.hosts, old.hosts)),
    ratios: [...lengthRatios(measured, old), ...times],
  };
}

/** The lengths of a module, and of its bindings on each target. */
export function lengthsOf({ size, glue }: Measured): { readonly of: LengthKey; readonly target: string | null; readonly bytes: number }[] {
  const own = (['raw', 'gzip', 'brotli'] as const).map((of) => ({ of, target: null, bytes: size[of] }));
  const bindings = glue.flatMap(({ target, raw, gzip }) => [
    { of: 'glue' as const, target, bytes: raw },
    { of: 'glueGzip' as const, target, bytes: gzip },
  ]);
  return [...own, ...bindings].sort((a, b) => lengthKeys.indexOf(a.of) - lengthKeys.indexOf(b.of));
}

function lengthRatios(measured: Measured, old: Measured): Ratio[] {
  const before = lengthsOf(old);
  return lengthsOf(measured).flatMap(({ of, target, bytes }) => {
    const other = before.find((length) => length.of === of && length.target === target);
    return other === undefined ? [] : [{ of, target, baseline: other.bytes, measured: bytes, ratio: ratioOf(bytes, other.bytes) }];
  });
}

const timeRatios = (host: HostTimes, old: HostTimes, paired: boolean): Ratio[] =>
  phases.flatMap((phase) => {
    const [now, before] = [host[phase], old[phase]];
    if (now === null || before === null) return [];
    const ratio = paired ? pairedRatio(now.samples, before.samples) : ratioOf(now.median, before.median);
    return [{ of: phase, target: host.target, baseline: before.median, measured: now.median, ratio }];
  });

const sameMachine = (a: Machine | null, b: Machine): boolean =>
  a !== null &&
  a.platform === b.platform &&
  a.architecture === b.architecture &&
  a.processor === b.processor &&
  a.processors === b.processors;

const sameHosts = (hosts: readonly HostTimes[], old: readonly HostTimes[]): boolean =>
  hosts.every(({ target, host, version }) => old.every((o) => o.target !== target || o.host !== host || o.version === version));
