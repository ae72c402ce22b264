import type {
  CheckReport,
  FindingReport,
  Fit,
  GuestFault,
  GuestsReport,
  Location,
  MatrixReport,
  RuleReport,
} from '../../../compat-policy/report/model.js';

/** Reports made by hand, on which every format is tried. */

const file = 'schemas/demo/1.5.0/socket.json';

/** What `file` holds, so that code frames have lines to show. */
export const source = `{
  "interface": "socket",
  "module": "env",
  "functions": {
    "recv": {
      "params": [
        { "name": "timeout", "type": "u32", "unit": "s" }
      ],
      "result": { "errors": "errno" }
    }
  }
}
`;

export const sourceOf = (name: string): string | undefined => (name === file ? source : undefined);

const at = (pointer: string, line: number, column: number, endColumn: number, endLine = line): Location => ({
  file,
  pointer,
  line,
  column,
  endLine,
  endColumn,
});

const before = (location: Location): Location => ({ ...location, file: location.file.replace('1.5.0', '1.4.0') });

export const timeout = at('/functions/recv/params/0/unit', 7, 53, 56);
const recv = at('/functions/recv', 5, 13, 6, 10);
const functions = at('/functions', 4, 16, 4, 11);

let made = 0;

export const finding = (rule: string, item: string, more: Partial<FindingReport>): FindingReport => ({
  rule,
  severity: 'warning',
  failureMode: 'silent',
  bump: 'major',
  breaks: ['old-guest', 'guest-source'],
  targets: ['browser', 'edge', 'wasi'],
  item,
  message: `${item} has changed`,
  help: 'Deprecate it and add a new one beside it.',
  location: null,
  baselineLocation: null,
  fingerprint: (++made).toString(16).padStart(16, '0'),
  waivedBy: null,
  cause: item,
  places: [],
  example: null,
  witness: null,
  against: ['1.4.0'],
  ...more,
});

const places = Array.from({ length: 30 }, (_, i) => `result socket.call_${i + 1}`);

const findings: readonly FindingReport[] = [
  finding('unit-changed', 'parameter socket.recv.timeout', {
    severity: 'error',
    message: 'the unit of parameter socket.recv.timeout was ms, is now s',
    location: timeout,
    baselineLocation: before(timeout),
    breaks: ['old-guest', 'new-guest'],
    witness: {
      staged: 'an old guest of env.demo_socket_recv (i32) -> i32 on a new host',
      outcome: 'value',
      seen: 'the guest waited for 7000 s; on the old host for 7 s',
    },
  }),
  finding('error-code-renumbered', 'case socket.errno.again', {
    severity: 'error',
    message: 'the value of case socket.errno.again was 11, is now 35',
    location: recv,
    cause: 'type socket.errno',
    places,
    against: ['1.3.0', '1.4.0'],
  }),
  finding('enum-width-changed', 'type socket.errno', {
    severity: 'error',
    message: 'the width of type socket.errno was u8, is now u16',
    cause: 'type socket.errno',
    places: places.slice(0, 2),
  }),
  finding('import-removed', 'function socket.send_old', {
    severity: 'error',
    failureMode: 'link',
    message: 'function socket.send_old is gone: it was import env.demo_socket_send_old',
    location: functions,
    baselineLocation: before(functions),
    witness: {
      staged: 'an old guest that imports env.demo_socket_send_old',
      outcome: 'LinkError',
      seen: 'WebAssembly.Instance(): Import #0 "env" "demo_socket_send_old": function import requires a callable',
    },
  }),
  finding('payload-arg-narrowed', 'parameter db.query.request', {
    severity: 'error',
    failureMode: 'call-time',
    breaks: ['old-guest'],
    message: 'the payload of parameter db.query.request no longer takes what it took',
    example: '{"sql":"select 1","retries":-1}',
  }),
  finding('removed-without-deprecation', 'function socket.send_old', {
    severity: 'error',
    failureMode: 'none',
    bump: 'none',
    breaks: [],
    message: 'function socket.send_old is gone and was never deprecated',
  }),
  finding('version-bump-insufficient', 'abi', { severity: 'error', failureMode: 'none', bump: 'none', breaks: [], targets: [] }),
  finding('record-field-added', 'field fs.stat.inode', {
    severity: 'error',
    waivedBy: 'W-2026-01',
    message: 'field fs.stat.inode is new: u64',
  }),
  finding('param-renamed', 'parameter fs.open.mode', { severity: 'info', failureMode: 'none', bump: 'patch', breaks: [] }),
  finding('import-added', 'function socket.send', {
    severity: 'info',
    failureMode: 'link',
    bump: 'minor',
    breaks: ['new-guest', 'host-source'],
    message: 'function socket.send is new: import env.demo_socket_send',
    location: at('/functions/send', 5, 13, 6, 10),
    help: 'Nothing to do. Guests that use it need a host of this version.',
  }),
  finding('type-renamed', 'type fs.stat', { failureMode: 'compile', breaks: ['host-source', 'guest-source'] }),
  finding('capability-relaxed', 'function env.get', {
    severity: 'info',
    failureMode: 'call-time',
    bump: 'minor',
    breaks: ['new-guest'],
    targets: [],
  }),
];

const ruleText = (id: string): RuleReport => ({
  id,
  summary: `What ${id} finds.`,
  why: `Why ${id} breaks.`,
  fix: 'Deprecate it and add a new one beside it.',
});

export const rulesOf = (list: readonly FindingReport[]): RuleReport[] => [...new Set(list.map(({ rule }) => rule))].sort().map(ruleText);

const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0', '1.5.0'];

/** Old guests run on new hosts, new guests down to their floor; with `broken`, no old guest runs on the last host. */
function matrix(broken: boolean): MatrixReport {
  const fits: readonly Fit[] = ['silent', 'silent', 'call-time', 'link', 'compile'];
  const fitOf = (host: number, guest: number): Fit => {
    if (broken && host === versions.length - 1 && guest < host) return fits[guest] ?? 'runs';
    return guest > host ? 'floor' : 'runs';
  };
  const rules = { silent: ['unit-changed', 'error-code-renumbered', 'enum-width-changed'], floor: ['import-added'] } as Partial<
    Record<Fit, string[]>
  >;
  return {
    versions,
    cells: versions.map((host, i) => versions.map((guest, j) => ({ host, guest, fit: fitOf(i, j), rules: rules[fitOf(i, j)] ?? [] }))),
  };
}

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

const releases = [
  { version: '1.0.0', date: '2026-01-18' },
  { version: '1.1.0', date: '2026-02-01' },
  { version: '1.2.0', date: '2026-02-07' },
  { version: '1.3.0', date: '2026-03-28' },
  { version: '1.4.0', date: '2026-04-12' },
];

const removal = (item: string, deprecatedIn: string, deprecatedOn: string, earliestDate: string, replacement: string | null) => ({
  item,
  deprecatedIn,
  deprecatedOn,
  replacement,
  removeIn: replacement === null ? null : '2.0.0',
  earliestVersion: '2.0.0',
  earliestDate,
});

const unlisted = (name: string): GuestFault => ({
  rule: 'verify/unlisted',
  message: `imports "env" "${name}" (func (param i32) (result i32)), which demo 1.5.0 does not have`,
});

const fingerprintOf = (rule: string): string => findings.find((found) => found.rule === rule)?.fingerprint ?? '';

/** Modules of every fate. */
const guests: GuestsReport = {
  modules: 6,
  broken: [
    {
      path: 'dist/client.wasm',
      sha256: 'c'.repeat(64),
      imports: [
        { module: 'env', name: 'demo_socket_recv', fault: null, findings: [fingerprintOf('unit-changed')] },
        {
          module: 'env',
          name: 'demo_socket_send_old',
          fault: unlisted('demo_socket_send_old'),
          findings: [fingerprintOf('import-removed')],
        },
      ],
      exports: [
        {
          name: 'demo_alloc',
          fault: { rule: 'verify/mistyped-export', message: 'exports "demo_alloc" as (func (param i32)); hosts expect (func (param i64))' },
          findings: [],
        },
      ],
      other: [{ rule: 'verify/no-target', message: 'no target of demo 1.5.0 has all that it imports: edge lacks "env" "demo_socket_new"' }],
    },
    {
      path: 'dist/db.wasm',
      sha256: 'd'.repeat(64),
      imports: [{ module: 'env', name: 'demo_db_query', fault: null, findings: [fingerprintOf('payload-arg-narrowed')] }],
      exports: [],
      other: [],
    },
  ],
  unreadable: [
    { path: 'dist/cut.wasm', rule: 'wasm/malformed', message: 'dist/cut.wasm is malformed at byte 9 (0x9): it ends inside a section' },
  ],
  notOnBaseline: [
    {
      path: 'dist/other.wasm',
      sha256: 'e'.repeat(64),
      imports: [{ module: 'env', name: 'other_call', fault: unlisted('other_call'), findings: [] }],
      exports: [],
      other: [],
      runsOnCandidate: false,
    },
  ],
};

/** A check that fails, with findings of every kind. */
export const failing: CheckReport = {
  tool: { name: 'molt-abi', version: '0.0.0' },
  asOf: '2026-12-15',
  baseline: { ref: 'v1.4', abi: 'demo', version: '1.4.0', date: '2026-04-12', digest: digest('a') },
  candidate: { ref: 'next', abi: 'demo', version: '1.5.0', date: '2026-12-15', digest: digest('b') },
  verdict: { pass: false, requiredBump: 'major', declaredBump: 'minor' },
  findings,
  removals: [
    removal('function socket.recv_old', '1.0.0', '2026-01-18', '2026-11-30', 'function socket.recv'),
    removal('parameter process.spawn.environment_of_the_child_as_one_block', '1.3.0', '2026-03-28', '2028-03-28', null),
    removal('function socket.close_all', '1.5.0', '2026-12-15', '2027-12-15', 'function socket.close'),
  ],
  matrix: matrix(true),
  guests: null,
  releases,
  rules: rulesOf(findings),
};

/** A check that passes: one addition. */
export const passing: CheckReport = {
  ...failing,
  verdict: { pass: true, requiredBump: 'minor', declaredBump: 'minor' },
  findings: findings.filter(({ rule }) => rule === 'import-added'),
  removals: failing.removals.slice(2),
  matrix: matrix(false),
  rules: rulesOf(findings.filter(({ rule }) => rule === 'import-added')),
};

/** A comparison of two revisions, without verdict, date, ledger and matrix. */
export const comparison: CheckReport = {
  ...failing,
  asOf: null,
  baseline: { ...failing.baseline, ref: 'git:main', date: null },
  candidate: { ...failing.candidate, ref: 'schemas/demo/1.5.0', date: null },
  verdict: null,
  findings: findings.filter(({ severity }) => severity !== 'error'),
  removals: [],
  matrix: null,
  releases: [],
  rules: rulesOf(findings.filter(({ severity }) => severity !== 'error')),
};

/** A check that modules fail, and in which some of them go on to run. */
export const guestsFailing: CheckReport = { ...failing, guests };
