/** A child process of a guest, and its outputs. */
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { type GuestStream, OutputKind } from '@molt/abi-host/wasi';

/**
 * A child has a group of its own, which its children are in too, so that all can be ended at once; a Ctrl+C at our terminal does not
 * reach it. Windows has no groups.
 */
export const ownGroup = process.platform !== 'win32';

/** An output that the guest has not read grows no further than this. */
const mostBytes = 1024 * 1024;

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
export class Child {
  /** Exit code, or a negative signal; undefined while it runs. */
  code: number | undefined;
  /** Whether the guest was told that it has ended. */
  reported = false;
  /** Those that are pipes, by their numbers. */
  readonly outputs = new Map<number, Output>();

  constructor(
    readonly process: ChildProcess,
    changed: () => void,
  ) {
    const { stdout, stderr } = process;
    if (stdout) this.outputs.set(OutputKind.STDOUT, new Output(stdout, changed));
    if (stderr) this.outputs.set(OutputKind.STDERR, new Output(stderr, changed));
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

  /** Whether it has ended, and its outputs too: it takes no descriptors any more. */
  get isOver(): boolean {
    return this.code !== undefined && [...this.outputs.values()].every(({ from }) => from.destroyed);
  }

  /** Whether it is over, and so is all that it has started. */
  get isGone(): boolean {
    return this.isOver && !this.#signalGroup(0);
  }

  /** Ends it with its group by force, and lets go of its streams, which others may hold open. */
  end(): void {
    if (!this.#signalGroup('SIGKILL')) this.process.kill('SIGKILL');
    for (const stream of this.process.stdio) stream?.destroy();
  }

  /** Whether there was a group to send a signal to; 0 only asks. */
  #signalGroup(signal: NodeJS.Signals | 0): boolean {
    if (!ownGroup || this.process.pid === undefined) return false;
    try {
      return process.kill(-this.process.pid, signal);
    } catch {
      return false;
    }
  }
}
