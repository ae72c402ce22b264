/** Rules for hosts with child processes. */
import type { Guest } from './guest.js';
import { demand, minus, type Rule, type World } from './rule.js';

const [INHERIT, PIPE, NULL, MERGE, descriptors] = [0, 1, 2, -2, 2 ** 30];
const [STDOUT, STDERR] = [1, 2];
const [argsAt, envAt, handleAt, streamAt, codeAt, dataAt] = [8192, 4096, 512, 520, 528, 65_536];

/** A list of texts, each with its length before it. */
function pack(guest: Guest, at: number, texts: readonly string[]): number {
  guest.view.setUint32(at, texts.length, true);
  let end = at + 4;
  for (const text of texts) {
    const length = guest.put(end + 4, text);
    guest.view.setUint32(end, length, true);
    end += 4 + length;
  }
  return end - at;
}

interface Modes {
  readonly stdin?: number;
  readonly stdout?: number;
  readonly stderr?: number;
  /** Length of the environment that was put at its place; absent: none was. */
  readonly env?: number;
}

type Program = Required<World>['program'];

/** Starts a script; answers the handle, or the error. */
function spawn(guest: Guest, { args }: Program, script: string, { stdin = NULL, stdout = NULL, stderr = NULL, env }: Modes): bigint {
  const length = pack(guest, argsAt, args(script));
  const [envPlace, envLength] = env === undefined ? [0, 0] : [envAt, env];
  const answer = guest.call('molt_process_spawn_host', argsAt, length, envPlace, envLength, 0, 0, stdin, stdout, stderr, handleAt);
  return answer === 0 ? guest.view.getBigInt64(handleAt, true) : BigInt(answer);
}

function started(guest: Guest, program: Program, script: string, modes: Modes): bigint {
  const child = spawn(guest, program, script, modes);
  if (child < 0n) throw new Error(`the program does not start: ${child}`);
  return child;
}

const openStream = (guest: Guest, child: bigint, which: number): number => guest.call('molt_process_stdio_host', child, which, streamAt);

/** All that a child writes there. */
function output(guest: Guest, child: bigint, which: number): Promise<string> {
  demand('the stream of a pipe', openStream(guest, child, which), 0);
  return guest.output(guest.view.getBigUint64(streamAt, true), () => guest.call('molt_process_host_poll'));
}

async function ended(guest: Guest, child: bigint): Promise<number> {
  const wait = () => guest.call('molt_process_try_wait_host', child, codeAt);
  demand('the end of a child', await guest.again('the end of a child', minus.EAGAIN, wait), 0);
  return guest.view.getInt32(codeAt, true);
}

const write = (text: string, fd: number): string => `require('fs').writeSync(${fd}, '${text}');`;

/** Content in which every part is another, so that one that comes twice, or not at all, is noticed. */
const content = Array.from({ length: 120_000 }, (_, i) => `${i} `).join('');
const part = 65_536;
/** Reads nothing until its pipe is full, and then tells how much came, and whether every part stands where it belongs. */
const count = `setTimeout(() => { let text = ''; process.stdin.on('data', (part) => text += part).on('end', () => {
  const wrong = text.trim().split(' ').findIndex((part, i) => part !== String(i));
  console.log(text.length + ' ' + wrong);
}) }, 100)`;

/** Writes all of it by a call that takes at most `part` bytes, and demands that it arrived once. */
async function writeAll(guest: Guest, program: Program, accept: (child: bigint, length: number) => number): Promise<void> {
  const child = started(guest, program, count, { stdin: PIPE, stdout: PIPE });
  for (let at = 0; at < content.length; ) {
    const length = guest.put(dataAt, content.slice(at, at + part));
    const taken = await guest.again('room in a pipe', minus.EAGAIN, () => accept(child, length));
    if (taken <= 0 || taken > length) throw new Error(`a write of ${length} bytes took ${taken}`);
    at += taken;
  }
  demand('the end of its input', guest.call('molt_process_close_stdin_host', child), 0);
  demand('what a child has read', await output(guest, child, STDOUT), `${content.length} -1\n`);
}

export const processRules: readonly Rule[] = [
  {
    name: 'modes-are-honoured',
    drift: 'D11',
    of: 'process.spawn',
    says: 'Every mode is honoured: a host that cannot connect a stream as asked, MERGE and descriptors included, answers EINVAL and starts nothing.',
    needs: ['program'],
    async check(guest, { program }) {
      const script = write('a', 1) + write('b', 2) + write('c', 1);
      const merged = spawn(guest, program, script, { stdout: PIPE, stderr: MERGE });
      if (merged < 0n) demand('a mode that the host does not have', merged, BigInt(minus.EINVAL));
      else {
        demand('a stream of what went elsewhere', openStream(guest, merged, STDERR), minus.EINVAL);
        demand('both outputs in one', await output(guest, merged, STDOUT), 'abc');
      }
      const given = spawn(guest, program, write('given', 1), { stdout: descriptors + program.descriptor });
      if (given < 0n) demand('a mode that the host does not have', given, BigInt(minus.EINVAL));
      else {
        await ended(guest, given);
        demand('what was written to a descriptor', program.written(), 'given');
      }
      const nowhere = started(guest, program, script, { stdout: NULL, stderr: PIPE });
      demand('a stream of what is thrown away', openStream(guest, nowhere, STDOUT), minus.EINVAL);
      demand('the other output', await output(guest, nowhere, STDERR), 'b');
    },
  },
  {
    name: 'descriptor-must-be-given',
    drift: 'D11',
    of: 'process.spawn',
    says: 'answers EINVAL and starts nothing',
    needs: ['program'],
    check(guest, { program }) {
      // Descriptor 0 is open in every process, and was not given out for children.
      const child = spawn(guest, program, '', { stdin: descriptors, stdout: INHERIT });
      demand('a descriptor that was not given out', child, BigInt(minus.EINVAL));
    },
  },
  {
    name: 'environment-can-be-empty',
    drift: 'D11',
    of: 'process.spawn',
    says: 'an empty env with REPLACE is an environment without variables',
    needs: ['program'],
    async check(guest, { program }) {
      guest.bytes(envAt, 5).set([1, 0, 0, 0, 0]);
      const child = started(guest, program, write("' + Object.keys(process.env).length + '", 1), { stdout: PIPE, env: 5 });
      demand('how many variables there are', await output(guest, child, STDOUT), '0');
    },
  },
  {
    name: 'write-some-counts',
    drift: 'D13',
    of: 'process.write-some',
    says: 'The host accepts a prefix of the bytes and answers its length, which is 0 only for an empty buffer.',
    needs: ['program'],
    check: (guest, { program }) =>
      writeAll(guest, program, (child, length) => guest.call('molt_process_write_some_host', child, dataAt, length)),
  },
  {
    name: 'write-is-all-or-nothing',
    drift: 'D13',
    of: 'process.write',
    says: 'All or nothing: 0 means that every byte was accepted, an error that none was.',
    needs: ['program'],
    check: (guest, { program }) =>
      writeAll(guest, program, (child, length) => {
        const answer = guest.call('molt_process_write_host', child, dataAt, BigInt(length));
        return answer === 0 ? length : answer;
      }),
  },
];
