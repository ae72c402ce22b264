/** Holds this host to the rules that no type keeps; see `rules/index.ts`. */
import { attach } from '@molt/abi-host/browser';
import { hold, type Outcome, type Trial, type World } from '../rules/index.js';
import { Events } from '../shared/run.js';
import { bindingsOf, type Options } from './page.js';

export function holdToRules(world: World, options: Options, trial?: Trial): Promise<readonly Outcome[]> {
  const link = (exports: WebAssembly.Exports) => {
    const { bindings, closeAll } = bindingsOf(options, new Events());
    attach(bindings, { exports });
    return { imports: bindings.imports, closeAll };
  };
  return hold(world, link, trial);
}
