/** Holds this host to the rules that no type keeps; see `rules/index.ts`. */
import { attach } from '@molt/abi-host/edge';
import { hold, type Outcome, type Trial, type World } from '../rules/index.js';
import { Events } from '../shared/run.js';
import { always, bindingsOf } from './bindings.js';

export function holdToRules(world: World, trial?: Trial): Promise<readonly Outcome[]> {
  const link = (exports: WebAssembly.Exports) => {
    const bindings = bindingsOf({}, always, undefined, new Events());
    attach(bindings, { exports });
    return { imports: bindings.imports };
  };
  return hold(world, link, trial);
}
