/** A page, or a worker of one: a guest that is fetched, and gets random bytes, clocks and some WebSockets. */
import { createImports, type Grant, instantiate } from '@molt/abi-host/browser';
import { type Program, programHost } from '../shared/program.js';
import { Events, runSteps } from '../shared/run.js';
import { websocketHost } from './websockets.js';

export interface Options extends Program {
  /** Where the guest may connect to, such as `wss://echo.example`; absent: nowhere. */
  readonly origins?: readonly string[];
}

/** The module of a guest. It is fetched without cookies, and compiled while it arrives. */
export const fetchGuest = (url: string): Promise<WebAssembly.Module> => WebAssembly.compileStreaming(fetch(url, { credentials: 'omit' }));

/** Runs a guest to its end; answers what its last step did, and what it printed. */
export async function runGuest(
  module: WebAssembly.Module,
  options: Options,
): Promise<{ readonly answer: number; readonly printed: string }> {
  const events = new Events();
  const text = new TextDecoder();
  let printed = '';
  const write = (_: 1 | 2, bytes: Uint8Array): void => {
    printed += text.decode(bytes, { stream: true });
  };
  const websockets = websocketHost(options.origins ?? [], events);
  const grants: Grant[] = ['env.read', 'rand.bytes', 'time.monotonic', 'time.wall'];
  const bindings = createImports(
    { wasi: programHost({ write, ...options }), websocket: options.origins && websockets.host },
    { grants: options.origins ? [...grants, 'net.websocket', 'net.poll'] : grants, onHostError: ({ cause }) => console.error(cause) },
  );
  try {
    const answer = await runSteps(await instantiate(module, bindings), events);
    return { answer, printed };
  } finally {
    websockets.closeAll();
  }
}
