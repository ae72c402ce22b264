/** Child processes, of the programs that the host names. */
import { type ChildProcess, spawn as start } from 'node:child_process';
import { accessSync, constants as files } from 'node:fs';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import {
  type Environment,
  EnvironmentMode,
  Errno,
  type GuestStream,
  OutputKind,
  type ProcessHost,
  StderrMode,
  StdioMode,
} from '@molt/abi-host/wasi';
import type { Events } from '../shared/run.js';
import { socketErrno } from './errors.js';

export interface Programs {
  /** What the guest may start: the file of each name. The capability alone would let it run anything with our rights. */
  readonly files: Readonly<Record<string, string>>;
  /** The environment that children have as that of the host; absent: none. Ours has secrets of ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Our descriptors that the guest may connect to a child. */
  readonly descriptors?: readonly number[];
}

/** An output that the guest has not read grows no further than this. */
const mostBytes = 1024 * 1024;

/** Modes from here on are descriptors of the host. */
const firstDescriptor = 2 ** 30;

/** An output of a child. It is read as far as the guest has room, so that nothing is lost before the guest asks for its stream. */
class Output {
  stream: GuestStream | undefined;

  constructor(
    readonly from: Readable,
    changed: () => void,
  ) {
    from.on('readable', () => {
      this.move();
      changed();
    });
    from.on('end', () => {
      this.stream?.close();
      changed();
    });
  }

  /** Whether the guest has all of it; what it did not ask for keeps nothing back. */
  get isDelivered(): boolean {
    return this.stream === undefined || this.stream.done;
  }

  /** Moves what is there to the guest's stream. */
  move(): void {
    for (let room = this.stream; room && room.pending <= mostBytes; ) {
      const bytes: Uint8Array | null = this.from.read();
      if (bytes === null) return;
      room.send(bytes);
    }
  }
}

/** A child of the guest. */
class Child {
  /** Exit code, or a negative signal; undefined while it runs. */
  code: number | undefined;
  /** Whether the guest was told that it has ended. */
  reported = false;
  /** Those that are pipes, by their numbers. */
  readonly outputs: Readonly<Record<number, Output>>;

  constructor(
    readonly process: ChildProcess,
    changed: () => void,
  ) {
    const { stdout, stderr } = process;
    this.outputs = {
      ...(stdout && { [OutputKind.STDOUT]: new Output(stdout, changed) }),
      ...(stderr && { [OutputKind.STDERR]: new Output(stderr, changed) }),
    };
    process.on('error', () => {
      this.code ??= 127;
      changed();
    });
    process.on('exit', (code, signal) => {
      this.code = signal === null ? (code ?? 127) : -constants.signals[signal];
      changed();
    });
    // A child that closes its input while we write is not a fault of ours; the next write tells the guest.
    process.stdin?.on('error', changed).on('drain', changed);
  }
}

type Stdio = 'inherit' | 'pipe' | 'ignore' | number;

function stdioOf(mode: number, descriptors: readonly number[] = []): Stdio | undefined {
  if (mode === StdioMode.INHERIT) return 'inherit';
  if (mode === StdioMode.PIPE) return 'pipe';
  if (mode === StdioMode.NULL) return 'ignore';
  return descriptors.find((descriptor) => descriptor === mode - firstDescriptor);
}

const variables = ({ mode, variables }: Environment, own: Programs['env']): Record<string, string> => ({
  ...(mode === EnvironmentMode.OVERLAY ? own : {}),
  ...Object.fromEntries(variables.map(({ key, value }) => [key, value])),
});

/** @param notify tells the guest that a child has ended; called where the guest may be re-entered */
export function processHost(
  { files: known, env: own = {}, descriptors }: Programs,
  events: Events,
  notify: (child: object, code: number) => void,
) {
  const running = new Set<Child>();
  const signal = (child: Child, name: NodeJS.Signals): undefined | Errno => {
    if (child.code !== undefined) return Errno.ESRCH;
    child.process.kill(name);
    return undefined;
  };
  /** Node writes after the call, when the view of guest memory has gone: the bytes are copied. It takes all of them, or none. */
  const accept = ({ process: { stdin } }: Child, data: Uint8Array): undefined | Errno => {
    if (!stdin?.writable) return Errno.EPIPE;
    if (stdin.writableNeedDrain) return Errno.EAGAIN;
    stdin.write(data.slice());
    return undefined;
  };

  const host = {
    spawn([name, ...args], env, cwd, ...modes) {
      if (name === undefined) return Errno.EINVAL;
      const file = Object.hasOwn(known, name) ? known[name] : undefined;
      if (file === undefined) return Errno.ENOENT;
      // Paths of the guest are not those of this machine.
      if (cwd !== null) return Errno.EACCES;
      const [stdinMode, stdoutMode, stderrMode] = modes;
      const merged = stderrMode === StderrMode.MERGE;
      const [stdin, stdout] = [stdioOf(stdinMode, descriptors), stdioOf(stdoutMode, descriptors)];
      const stderr = merged ? 'ignore' : stdioOf(stderrMode, descriptors);
      if (stdin === undefined || stdout === undefined || stderr === undefined) return Errno.EINVAL;
      // Node cannot give a child one pipe twice. A shell can, and then is the program: what it writes keeps its order.
      if (merged && process.platform === 'win32') return Errno.EINVAL;
      const [command, before] = merged ? ['/bin/sh', ['-c', 'exec "$0" "$@" 2>&1', file]] : [file, []];
      try {
        accessSync(file, files.X_OK);
        const stdio = [stdin, stdout, stderr];
        const child = new Child(start(command, [...before, ...args], { stdio, env: env ? variables(env, own) : own }), events.happened);
        running.add(child);
        return child;
      } catch (error) {
        return socketErrno(error);
      }
    },
    tryWait: ({ code }) => code ?? Errno.EAGAIN,
    wait: ({ code }) => code ?? Errno.EAGAIN,
    kill: (child) => signal(child, 'SIGKILL'),
    terminate: (child) => signal(child, 'SIGTERM'),
    write: accept,
    writeSome: (child, data) => accept(child, data) ?? data.length,
    closeStdin({ process: { stdin } }) {
      stdin?.end();
      return undefined;
    },
    stdio(child, which, stream) {
      const output = child.outputs[which];
      if (!output) return Errno.EINVAL;
      if (output.stream) return Errno.EBUSY;
      output.stream = stream;
      output.move();
      if (output.from.readableEnded) stream.close();
      return undefined;
    },
    /** The glue then delivers what was sent; what waited for room before follows. The end of a child is told after its last byte. */
    hostPoll() {
      for (const child of running) {
        const outputs = Object.values(child.outputs);
        for (const output of outputs) output.move();
        if (child.code === undefined || child.reported) continue;
        child.reported = outputs.every((output) => output.isDelivered);
        if (child.reported) notify(child, child.code);
        // Its last bytes leave after this call: the guest is to ask once more.
        else if (outputs.every((output) => output.from.readableEnded)) setImmediate(events.happened);
      }
      return undefined;
    },
  } satisfies ProcessHost<Child>;

  /** Ends what the guest left running. */
  const closeAll = (): void => {
    for (const child of running) child.process.kill('SIGKILL');
  };
  return { host, closeAll };
}
