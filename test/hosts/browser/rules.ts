/** Holds this host to the rules that no type keeps; see `rules/index.ts`. */
import { attach } from '@molt/abi-host/browser';
import { hold, linking, type Outcome, type Trial, type World } from '../rules/index.js';
import { Events } from '../shared/run.js';
import { bindingsOf, type Options } from './page.js';

export const holdToRules = (world: World, options: Options, trial?: Trial): Promise<readonly Outcome[]> =>
  hold(
    world,
    linking(attach, () => bindingsOf(options, new Events())),
    trial,
  );
