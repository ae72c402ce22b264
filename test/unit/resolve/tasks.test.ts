import { expect, test } from 'vitest';
import { compiled, faults, fn, type Json } from './support.js';

const types: Json = {
  errno: { kind: 'errors', repr: 's32', cases: { EBADF: 9, EAGAIN: 11 }, roles: { 'bad-handle': 'EBADF', 'would-block': 'EAGAIN' } },
  plain: { kind: 'errors', repr: 's32', cases: { EBADF: 9 } },
  job: { kind: 'handle', repr: 's32' },
  other: { kind: 'handle', repr: 's32' },
};
const job = { name: 'job', type: 'job' };
/** A task that is in order, with what a test changes of its functions. */
const parts = ({ go = {}, look = {}, stop = {}, more = {} }: { go?: Json; look?: Json; stop?: Json; more?: Json } = {}): Json => ({
  types,
  functions: {
    go: fn({ import: 'go', result: { type: 'job', errors: 'errno' }, task: { poll: 'look', cancel: 'stop' }, ...go }),
    look: fn({ import: 'look', params: [job], result: { type: 'u32', errors: 'errno' }, ...look }),
    stop: fn({ import: 'stop', params: [{ ...job, own: true }], result: { errors: 'errno' }, ...stop }),
    ...more,
  },
});

test('the functions of a task know each other', () => {
  const { value } = { value: compiled(parts()) };
  expect(value.abi.interfaces[0]?.functions.map((f) => [f.name, f.task, f.taskPart])).toEqual([
    ['go', { poll: 'look', cancel: 'stop' }, undefined],
    ['look', undefined, { start: 'go', role: 'poll' }],
    ['stop', undefined, { start: 'go', role: 'cancel' }],
  ]);
});

const at = 'resolve/function /functions';
const wrong: readonly (readonly [what: Parameters<typeof parts>[0], fault: string])[] = [
  [{ go: { task: { poll: 'lok', cancel: 'stop' } } }, 'resolve/unknown-function /functions/go/task/poll: there is no function x.lok'],
  [{ go: { task: { poll: 'stop', cancel: 'stop' } } }, `${at}/go/task/poll: go: stop cannot poll its tasks: it has another part in a task`],
  [
    { go: { result: { type: 'u32', errors: 'errno' } } },
    `${at}/go/result: go: it starts a task, so its result is a handle that the glue issues`,
  ],
  [{ go: { result: { type: 'job', absent: -1 } } }, `${at}/go/result/absent: go: it starts a task, so its result is never absent`],
  [{ go: { effects: { blocking: true } } }, `${at}/go/task: go: it starts a task, so it comes back at once, and a host answers it`],
  [
    { go: { params: [{ name: 'n', type: 'u32', pass: 'out' }] } },
    `${at}/go/task: go: it starts a task, and nothing is written before a poll: n cannot be written`,
  ],
  [{ look: { targets: ['wasi'] } }, `${at}/look/targets: look: it is part of the task that go starts, and not on the same targets`],
  [
    { stop: { effects: { reenters: true } } },
    `${at}/stop: stop: it is part of the task that go starts, so it comes back at once, and a host answers it`,
  ],
  [
    { look: { params: [{ name: 'job', type: 'other' }] } },
    `${at}/look/params: look: it polls a task, so its first parameter is the job, which it neither owns nor lacks`,
  ],
  [
    { look: { params: [job, { name: 'n', type: 'u32' }] } },
    `${at}/look/params: look: it polls a task, so it has outputs besides it, whose size the host need not know: not n`,
  ],
  [
    { look: { result: { type: 'u32', errors: 'plain' } } },
    `${at}/look/result: look: it polls a task, so its errors have a case with the role would-block`,
  ],
  [{ stop: { params: [job] } }, `${at}/stop/params: stop: it cancels a task, so its one parameter is the job, which it owns`],
  [{ stop: { result: { type: 'u32', errors: 'errno' } } }, `${at}/stop/result/type: stop: it cancels a task, so its result has no type`],
  [
    { more: { peek: fn({ import: 'peek', params: [job], result: { errors: 'errno' } }) } },
    `${at}/peek: peek: it is given a task that x.go starts, and is no part of it`,
  ],
  [
    { more: { run: fn({ import: 'run', result: { type: 'job', errors: 'errno' }, task: { poll: 'look', cancel: 'stop' } }) } },
    `${at}/run/result/type: run: its tasks have the handle x.job, as those of x.go`,
  ],
];

test.each(wrong)('%j', (what, fault) => {
  expect(faults(parts(what))).toContain(fault);
});
