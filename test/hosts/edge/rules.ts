/** Holds this host to the rules that no type keeps; see `rules/index.ts`. */
import { attach } from '@molt/abi-host/edge';
import { Guest, hold, type Outcome, rules, type Trial, type World } from '../rules/index.js';
import { Events } from '../shared/run.js';
import { always, bindingsOf } from './bindings.js';

/** @param trial what to do otherwise: hold it to these rules alone, or a host that is made of this one */
export function holdToRules(world: World, trial: Trial = {}): Promise<readonly Outcome[]> {
  const start = () =>
    new Guest((exports) => {
      const bindings = bindingsOf({}, always, undefined, new Events());
      attach(bindings, { exports });
      return trial.change ? trial.change(bindings.imports, exports) : bindings.imports;
    });
  return hold(trial.rules ?? rules, world, start);
}
