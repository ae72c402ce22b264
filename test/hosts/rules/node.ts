/** Holds this host to the rules that no type keeps; see `index.ts`. */
import { attach } from '@molt/abi-host/wasi';
import { bindingsOf, type Options } from '../node/main.js';
import { Events } from '../shared/run.js';
import { hold, linking, type Outcome, type Trial, type World } from './index.js';

export const holdToRules = (world: World, options: Options, trial?: Trial): Promise<readonly Outcome[]> =>
  hold(
    world,
    linking(attach, () => bindingsOf(options, new Events())),
    trial,
  );
