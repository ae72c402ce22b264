/** A page, or a worker of one: a guest that is fetched, and gets random bytes, clocks and some WebSockets. */
import { asyncGuestExports, type Bindings, createImports, type Grant, guestExports, instantiate, promising } from '@molt/abi-host/browser';
import { type Program, programHost } from '../shared/program.js';
import { Events, runSteps } from '../shared/run.js';
import { suspendingSleep } from '../shared/sleeping.js';
import { startProgram } from '../shared/start.js';
import { zoneHost } from '../shared/zone.js';
import { websocketHost } from './websockets.js';

export interface Options extends Program {
  /** Where the guest may connect to, such as `wss://echo.example`; absent: nowhere. What is no such origin is a TypeError. */
  readonly origins?: readonly string[];
  /** Whether it learns the time zone of the visitor. */
  readonly zone?: boolean;
  /** Whether the engine suspends it while it sleeps; absent: it is told to ask again. */
  readonly suspend?: boolean;
}

/** The module of a guest. It is fetched without cookies, and compiled while it arrives. */
export const fetchGuest = (url: string): Promise<WebAssembly.Module> => WebAssembly.compileStreaming(fetch(url, { credentials: 'omit' }));

/**
 * The imports of a guest, and what it leaves open.
 *
 * @param events is told whenever something happens for which the guest may wait
 */
export function bindingsOf(options: Options, events: Events): { readonly bindings: Bindings; readonly closeAll: () => void } {
  const { origins, zone, suspend = false } = options;
  const websockets = websocketHost(origins ?? [], events);
  const grants: Grant[] = ['env.read', 'rand.bytes', 'time.monotonic', 'time.wall'];
  if (origins) grants.push('net.websocket', 'net.poll');
  if (zone) grants.push('time.zone');
  const bindings = createImports(
    {
      wasi: { ...programHost(options), ...suspendingSleep((fd) => fd < 3, events) },
      websocket: origins && websockets.host,
      time: zone ? zoneHost() : undefined,
    },
    { grants, suspend, onHostError: ({ cause }) => console.error(cause) },
  );
  return { bindings, closeAll: websockets.closeAll };
}

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
  const { bindings, closeAll } = bindingsOf({ write, ...options }, events);
  try {
    const instance = await instantiate(module, bindings);
    await startProgram(options.suspend ? asyncGuestExports(bindings) : guestExports(bindings));
    const callable = (step: () => unknown) => promising(bindings, step) as () => Promise<number>;
    const answer = await runSteps(instance, events, options.suspend ? callable : undefined);
    return { answer, printed };
  } finally {
    closeAll();
  }
}
