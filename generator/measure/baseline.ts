import type { GlueLengths, HostTimes, Machine, MeasureReport, Times } from './model.js';
import { phases } from './model.js';

type Members = Readonly<Record<string, unknown>>;

/** A report that an earlier run wrote, from JSON that may be anything; or why it is none. Only what is compared is looked at. */
export function readReport(value: unknown): MeasureReport | string {
  if (!isObject(value) || value.kind !== 'measure') return 'it is not a report of `molt-abi measure`';
  const { module, size, glue, hosts, machine } = value;
  if (!isObject(module) || typeof module.path !== 'string' || typeof module.sha256 !== 'string')
    return 'it does not say which module it is about';
  if (!isObject(size) || ![size.raw, size.gzip, size.brotli].every(isNumber)) return 'it lacks the sizes of the module';
  if (!Array.isArray(glue) || !glue.every(isGlue)) return 'it lacks the sizes of the bindings';
  if (!Array.isArray(hosts) || !hosts.every(isHost)) return 'it lacks the times of the hosts';
  if (!isMachine(machine)) return 'it does not say on which machine it was made';
  return value as unknown as MeasureReport;
}

const isGlue = (value: unknown): value is GlueLengths =>
  isObject(value) && typeof value.target === 'string' && isNumber(value.raw) && isNumber(value.gzip);

const isHost = (value: unknown): value is HostTimes =>
  isObject(value) &&
  [value.target, value.host, value.version].every((text) => typeof text === 'string') &&
  phases.every((phase) => (phase === 'call' && value[phase] === null) || isTimes(value[phase]));

const isTimes = (value: unknown): value is Times =>
  isObject(value) && isNumber(value.median) && Array.isArray(value.samples) && value.samples.every(isNumber);

const isMachine = (value: unknown): value is Machine =>
  isObject(value) &&
  [value.platform, value.architecture, value.processor].every((text) => typeof text === 'string') &&
  isNumber(value.processors);

const isNumber = (value: unknown): value is number => typeof value === 'number' && value >= 0;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
