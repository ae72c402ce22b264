/** Holds this host to the rules that no type keeps; see `rules/index.ts`. */
import { attach } from '@molt/abi-host/browser';
import { Guest, hold, type Outcome, rules, type Trial, type World } from '../rules/index.js';
import { Events } from '../shared/run.js';
import { bindingsOf, type Options } from './page.js';

/** @param trial what to do otherwise: hold it to these rules alone, or a host that is made of this one */
export async function holdToRules(world: World, options: Options, trial: Trial = {}): Promise<readonly Outcome[]> {
  const open: (() => void)[] = [];
  const start = () =>
    new Guest((exports) => {
      const { bindings, closeAll } = bindingsOf(options, new Events());
      open.push(closeAll);
      attach(bindings, { exports });
      return trial.change ? trial.change(bindings.imports, exports) : bindings.imports;
    });
  try {
    return await hold(trial.rules ?? rules, world, start);
  } finally {
    for (const close of open) close();
  }
}
