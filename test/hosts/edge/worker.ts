/** An edge worker: a guest answers each request, in an instance of its own, and keeps what it knows in a database. */
import { type Grant, guestExports, instantiate } from '@molt/abi-host/edge';
import type { Program } from '../shared/program.js';
import { DONE, Events, runSteps } from '../shared/run.js';
import { startProgram } from '../shared/start.js';
import { always, bindingsOf } from './bindings.js';
import { BodyTooLong, Output, requestFor, responseOf } from './cgi.js';
// Workers compile no bytes: the platform gives the module, compiled once for all requests.
import guest from './guest.wasm';
import type { StoreBinding } from './store.js';

export { Store } from './store.js';

interface Env {
  readonly STORE: StoreBinding;
}

/** Visitors who ask may read; only those who send may write. A guest has no more than its visitor needs. */
const grantsFor = (method: string): Grant[] =>
  method === 'GET' || method === 'HEAD' ? [...always, 'db.read'] : [...always, 'db.read', 'db.write'];

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    let asked: Program;
    try {
      asked = await requestFor(request);
    } catch (error) {
      const [status, text] = error instanceof BodyTooLong ? [413, 'Content Too Large\n'] : [400, 'Bad Request\n'];
      return new Response(text, { status });
    }
    try {
      return await respond(asked, grantsFor(request.method), env);
    } catch (error) {
      // Neither errors of the guest nor of this host are for visitors to read.
      console.error(error);
      return new Response('Bad Gateway\n', { status: 502 });
    }
  },
};

/** The memory of a guest never serves a second visitor: each gets an instance, which the ready module makes cheap. */
async function respond(asked: Program, grants: readonly Grant[], env: Env): Promise<Response> {
  const events = new Events();
  const output = new Output();
  const bindings = bindingsOf({ ...asked, write: output.write }, grants, env.STORE, events);
  const instance = await instantiate(guest, bindings);
  await startProgram(guestExports(bindings));
  const answer = await runSteps(instance, events);
  if (answer !== DONE) throw new Error(`the guest gave up with ${answer}`);
  return responseOf(output.bytes());
}
