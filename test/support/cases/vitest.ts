import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import { format } from '@vitest/utils/display';

/**
 * What tests import from vitest, for hosts in which vitest does not run: the same matchers, and a runner that goes through the
 * tests of one file in their order. Bundles of tests get this module in its place.
 */
for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

export const expect = Object.assign(chai.expect, {
  unreachable: (message = 'this is not reached') => chai.assert.fail(message),
});

type Body = (...values: never[]) => unknown;
type Hook = () => unknown;

interface Case {
  readonly title: string;
  readonly body: Hook;
}

interface Suite {
  readonly title: string;
  readonly members: (Suite | Case)[];
  readonly hooks: Readonly<Record<'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll', Hook[]>>;
}

const suite = (title: string): Suite => ({ title, members: [], hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] } });
const file = suite('');
/** Where what is declared now belongs. */
let current = file;

function declareSuite(title: string, body: Hook): void {
  const outer = current;
  current = suite(title);
  outer.members.push(current);
  body();
  current = outer;
}

const declareTest = (title: string, body: Hook): void => void current.members.push({ title, body });

/** Adds `each`: one declaration for each row, whose values are in the title and given to the body. */
const withEach = (declare: (title: string, body: Hook) => void) =>
  Object.assign(declare, {
    each: (rows: readonly unknown[]) => (title: string, body: Body) => {
      for (const row of rows) {
        const values = (Array.isArray(row) ? row : [row]) as never[];
        // No more values than the title shows: some throw at every look.
        const shown = values.slice(0, title.match(/%[sdifj]/g)?.length ?? 0);
        declare(format(title, ...shown), () => body(...values));
      }
    },
  });

export const describe = withEach(declareSuite);
export const test = withEach(declareTest);
export const beforeAll = (hook: Hook): void => void current.hooks.beforeAll.push(hook);
export const beforeEach = (hook: Hook): void => void current.hooks.beforeEach.push(hook);
export const afterEach = (hook: Hook): void => void current.hooks.afterEach.push(hook);
export const afterAll = (hook: Hook): void => void current.hooks.afterAll.push(hook);

/** What became of a test: its title after those of its suites, and how it failed, if it did. */
export interface Outcome {
  readonly title: string;
  readonly failure?: string;
}

const text = (error: unknown): string => (error instanceof Error ? (error.stack ?? String(error)) : format(error));

async function all(hooks: readonly Hook[]): Promise<void> {
  for (const hook of hooks) await hook();
}

/** How a body fails between its hooks, if it does. */
async function failure(before: readonly Hook[], body: Hook, after: readonly Hook[]): Promise<string | undefined> {
  try {
    await all(before);
    try {
      await body();
    } finally {
      await all(after);
    }
    return undefined;
  } catch (error) {
    return text(error);
  }
}

async function run(suite: Suite, path: readonly Suite[], outcomes: Outcome[]): Promise<void> {
  const within = [...path, suite];
  const members = async () => {
    for (const member of suite.members) {
      if ('members' in member) {
        await run(member, within, outcomes);
        continue;
      }
      const title = [...within.slice(1).map((s) => s.title), member.title].join(' > ');
      const [before, after] = [within.flatMap((s) => s.hooks.beforeEach), within.toReversed().flatMap((s) => s.hooks.afterEach)];
      const failed = await failure(before, member.body, after);
      outcomes.push(failed === undefined ? { title } : { title, failure: failed });
    }
  };
  const failed = await failure(suite.hooks.beforeAll, members, suite.hooks.afterAll);
  if (failed !== undefined)
    outcomes.push({
      title: `${within
        .slice(1)
        .map((s) => s.title)
        .join(' > ')}: its hooks`,
      failure: failed,
    });
}

/** Runs the tests that were declared. A suite whose own hooks fail is an outcome more, so that it cannot pass unseen. */
export async function runFile(): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  await run(file, [], outcomes);
  return outcomes;
}
