import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageFolder } from '../../version.js';
import { type Answer, NotAsked, NotLinked, type Question, type Questions } from './asking.js';

/** As the build leaves it: processes are started by a file. */
const program: string = join(packageFolder, 'dist/command/hosting.js');

/** How long a process has to end by itself after it was asked to, in milliseconds. */
const grace = 2_000;

const ended = (how: string): string => `ended its process (${how})`;

/** A process with a host. After one question without an answer it is ended, and all others fail. */
export class HostProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<string>;
  readonly #closed: Promise<unknown>;
  #lost: string | undefined;

  /** @param seconds for each answer, and for the end after the last one */
  constructor(readonly seconds: number) {
    // What a host prints is none of the report: it goes where messages go.
    const stdio = ['ignore', 2, 2, 'ipc'] as const;
    this.#child = spawn(process.execPath, [...process.execArgv, program], { stdio: [...stdio], serialization: 'advanced' });
    this.#exit = once(this.#child, 'exit').then(([code, signal]) => ended(signal ?? `exit code ${code}`));
    this.#closed = once(this.#child, 'close');
  }

  /**
   * @param what names the question where it is the last one that was answered
   * @throws Error with the message of the host's own error, or with what became of its process
   */
  async ask<K extends keyof Questions>(what: string, ask: K, question: Parameters<Questions[K]>[0]): Promise<ReturnType<Questions[K]>> {
    if (this.#lost !== undefined) throw new NotAsked(`the host ${this.#lost}`);
    const answer = this.#next();
    this.#child.send({ ask, with: question } as Question, () => undefined);
    const found = await answer;
    if (typeof found === 'string') {
      this.#lost = `${found}, at ${what}`;
      await this.stop();
      throw new Error(`the host ${found}`);
    }
    if ('error' in found) throw new (found.unlinked ? NotLinked : Error)(found.error);
    return ('value' in found ? found.value : undefined) as ReturnType<Questions[K]>;
  }

  /** Closes the host and waits for its process. Answers what is wrong with how it ended. */
  async close(): Promise<string | undefined> {
    if (this.#lost !== undefined) return undefined;
    try {
      await this.ask('close', 'close', this.seconds * 1000);
    } catch (cause) {
      await this.stop();
      return `failed to close: ${(cause as Error).message}`;
    }
    // The process itself tells what keeps it, if it has the turn to do so.
    const end = await this.#next(2);
    await this.stop();
    if (end === ended('exit code 0')) return undefined;
    if (typeof end === 'string') return `${end} after it was closed`;
    const open = 'open' in end ? end.open.join(', ') : '';
    return `did not end within ${this.seconds} s after it was closed, and keeps open: ${open}; export a function \`close\` that stops it`;
  }

  /** Ends the process, whatever it does. */
  async stop(): Promise<void> {
    this.#child.kill();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), grace);
    await this.#exit;
    clearTimeout(timer);
  }

  /** Ends the process at once, without waiting for it: the command itself is about to end. */
  readonly kill = (): void => void this.#child.kill('SIGKILL');

  readonly #late = (times: number): string => `gave no answer within ${this.seconds * times} s`;

  /** The next answer, or why none comes. An answer that was sent before the process ended counts. */
  async #next(times = 1): Promise<Answer | string> {
    const stop = new AbortController();
    const answer = once(this.#child, 'message', { signal: stop.signal }).then(([told]) => told as Answer);
    const late = new Promise<string>((done) => {
      const timer = setTimeout(() => done(this.#late(times)), this.seconds * times * 1000);
      stop.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    answer.catch(() => undefined);
    const found = await Promise.race([answer, this.#closed.then(() => this.#exit), late]);
    stop.abort();
    return found;
  }
}
