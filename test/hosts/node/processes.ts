/** Child processes, of the programs that the host names. */
import { spawn as start } from 'node:child_process';
import { accessSync, constants as files } from 'node:fs';
import { type Environment, EnvironmentMode, Errno, type ProcessHost, StderrMode, StdioMode } from '@molt/abi-host/wasi';
import type { Events } from '../shared/run.js';
import { Child, ownGroup } from './child.js';
import { socketErrno } from './errors.js';

export interface Programs {
  /** What the guest may start: the file of each name. The capability alone would let it run anything with our rights. */
  readonly files: Readonly<Record<string, string>>;
  /** The environment that children have as that of the host; absent: none. Ours has secrets of ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Our descriptors that the guest may connect to a child. */
  readonly descriptors?: readonly number[];
  /** How many children it may have at once, with those of whose output something is left; absent: 64. More are EMFILE. */
  readonly most?: number;
}

/** Modes from here on are descriptors of the host. */
const firstDescriptor = 2 ** 30;

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
  { files: known, env: own = {}, descriptors, most = 64 }: Programs,
  events: Events,
  notify: (child: object, code: number) => void,
) {
  const children = new Set<Child>();
  const isFull = (): boolean => [...children].filter(({ isOver }) => !isOver).length >= most;
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
      if (isFull()) return Errno.EMFILE;
      try {
        accessSync(file, files.X_OK);
        const stdio = [stdin, stdout, stderr];
        const options = { stdio, env: env ? variables(env, own) : own, detached: ownGroup };
        const child = new Child(start(command, [...before, ...args], options), events.happened);
        children.add(child);
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
      const output = child.outputs.get(which);
      if (!output) return Errno.EINVAL;
      if (output.stream) return Errno.EBUSY;
      output.stream = stream;
      output.move();
      if (output.from.readableEnded) stream.close();
      return undefined;
    },
    /** The glue then delivers what was sent; what waited for room before follows. The end of a child is told after its last byte. */
    hostPoll() {
      for (const child of children) {
        const outputs = [...child.outputs.values()];
        for (const output of outputs) output.move();
        if (child.code !== undefined && !child.reported) {
          child.reported = outputs.every((output) => output.isDelivered);
          if (child.reported) notify(child, child.code);
          // Its last bytes leave after this call: the guest is to ask once more.
          else if (outputs.every((output) => output.from.readableEnded)) setImmediate(events.happened);
        }
        if (child.reported && child.isGone) children.delete(child);
      }
      return undefined;
    },
  } satisfies ProcessHost<Child>;

  /** Ends what the guest left running, and what that has started, unless it has left the group. */
  const closeAll = (): void => {
    for (const child of children) child.end();
  };
  return { host, closeAll };
}
