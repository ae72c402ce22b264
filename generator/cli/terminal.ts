import type { Writable } from 'node:stream';

/** The two streams that a command writes to. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly colorOut: boolean;
  readonly colorErr: boolean;
  /** Whether errors go to a terminal on which a line can be written anew. */
  readonly rewritesErr: boolean;
  /** Whether something could not be written, other than because the reader had gone. */
  readonly failed: () => boolean;
}

type Stream = Writable & { readonly isTTY?: boolean };

/** The terminal of a process. A reader that goes away early (`| head`) does not change how the command ends. */
export function createTerminal(streams: { readonly stdout: Stream; readonly stderr: Stream; readonly env: NodeJS.ProcessEnv }): Terminal {
  let failed = false;
  for (const stream of [streams.stdout, streams.stderr])
    stream.on('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EPIPE') failed = true;
    });
  const writer = (stream: Stream) => (text: string) => {
    for (const part of partsOf(text)) if (!stream.destroyed) stream.write(part);
  };
  return {
    out: writer(streams.stdout),
    err: writer(streams.stderr),
    colorOut: wantsColor(streams.env, streams.stdout.isTTY === true),
    colorErr: wantsColor(streams.env, streams.stderr.isTTY === true),
    rewritesErr: streams.stderr.isTTY === true && streams.env.TERM !== 'dumb' && !streams.env.CI,
    failed: () => failed,
  };
}

/** UTF-16 units that are written at once: a stream makes bytes of all that it is given, which may be tens of megabytes. */
const mostAtOnce = 1 << 20;

/** The parts of a text, between which no surrogate pair is parted. */
function* partsOf(text: string): Iterable<string> {
  for (let start = 0; start < text.length; ) {
    const end = Math.min(text.length, start + mostAtOnce);
    const whole = end < text.length && /[\ud800-\udbff]/.test(text[end - 1] ?? '') ? end - 1 : end;
    yield text.slice(start, whole);
    start = whole;
  }
}

/** NO_COLOR (if not empty) beats FORCE_COLOR (`0` and `false` mean no), which beats what the stream is. */
export function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTerminal && env.TERM !== 'dumb';
}
