import type { HostTimes, MeasureReport } from '../../../generator/measure/model.js';
import { timesOf } from '../../../generator/measure/statistics.js';

const sha256 = '0'.repeat(64);

export const hostTimes = (target: string, host: string, ...samples: readonly number[]): HostTimes => {
  const times = timesOf(samples);
  return { target, host, version: '1', compile: times, instantiate: times, call: times, firstCall: { export: 'main', threw: null } };
};

/** A report with everything in it; `name` stands wherever a file or a module can give a name. */
export const sampleReport = (name = 'app'): MeasureReport => ({
  kind: 'measure',
  tool: { name: 'molt-abi', version: '0.1.0' },
  pass: false,
  module: { path: name, sha256, bytes: 108 },
  abi: { name: 'molt', version: '1.4.0', digest: `sha256:${sha256}` },
  machine: { platform: 'linux', architecture: 'x64', processor: name, processors: 2 },
  size: {
    raw: 108,
    gzip: 90,
    brotli: 80,
    sections: [
      { name: 'header', custom: false, bytes: 8 },
      { name, custom: true, bytes: 100 },
    ],
    importModules: [{ module: name, imports: 1, bytes: 12 }],
  },
  glue: [
    {
      target: 'wasi',
      files: 3,
      raw: 1000,
      gzip: 400,
      brotli: 300,
      base: 700,
      shares: [
        { module: name, name: null, raw: 300, gzip: 90 },
        { module: name, name, raw: 300, gzip: -1 },
      ],
    },
  ],
  runs: 3,
  hosts: [
    { ...hostTimes('wasi', 'node', 1, 2, 3), firstCall: { export: name, threw: name } },
    { ...hostTimes('browser', 'chromium', 1, 2, 3), call: null, firstCall: null },
  ],
  leftOut: [{ target: 'edge', host: 'workerd', why: name }],
  baseline: {
    kind: 'report',
    path: name,
    sha256,
    comparable: false,
    ratios: [
      { of: 'raw', target: null, baseline: 100, measured: 108, ratio: 1.08 },
      { of: 'compile', target: 'wasi', baseline: 0, measured: 2, ratio: null },
    ],
  },
  budget: {
    path: name,
    limits: [
      { limit: `sections.${name}`, target: null, most: 10, measured: 100, pass: false, why: null },
      { limit: 'ratio.compile', target: 'wasi', most: 2, measured: null, pass: false, why: 'there is no --baseline' },
    ],
  },
});
