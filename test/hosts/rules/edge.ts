/** Holds this host to the rules that no type keeps; see `index.ts`. */
import { attach } from '@molt/abi-host/edge';
import { always, bindingsOf } from '../edge/bindings.js';
import { Events } from '../shared/run.js';
import { hold, linking, type Outcome, type Trial, type World } from './index.js';

export const holdToRules = (world: World, trial?: Trial): Promise<readonly Outcome[]> =>
  hold(
    world,
    linking(attach, () => ({ bindings: bindingsOf({}, always, undefined, new Events()) })),
    trial,
  );
