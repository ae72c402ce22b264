/** Holds this host to the rules that no type keeps; see `rules/index.ts`. */
import { attach } from '@molt/abi-host/edge';
import { hold, linking, type Outcome, type Trial, type World } from '../rules/index.js';
import { Events } from '../shared/run.js';
import { always, bindingsOf } from './bindings.js';

export const holdToRules = (world: World, trial?: Trial): Promise<readonly Outcome[]> =>
  hold(
    world,
    linking(attach, () => ({ bindings: bindingsOf({}, always, undefined, new Events()) })),
    trial,
  );
