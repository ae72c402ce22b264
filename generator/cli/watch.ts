import { resolve, sep } from 'node:path';
import { type FSWatcher, watch as watchPaths } from 'chokidar';
import { configFile } from './config.js';
import { type GenOptions, gen } from './gen.js';
import { count } from './output.js';
import { fromHere, readSettings, type Settings } from './settings.js';
import type { Terminal } from './terminal.js';

/** An editor saves in several steps, a build tool several files: changes this close together make one run. */
const settleMs = 100;

/**
 * `molt-abi gen --watch`: runs, and runs again whenever the schema, the configuration or the module of `--only-imports`
 * changes, until a signal ends the process or `stop` says so. A run that finds faults tells them and waits for the next
 * change. Returns the exit code of the last run.
 */
export async function watch(options: GenOptions, terminal: Terminal, stop?: AbortSignal): Promise<number> {
  const changes = new Changes();
  stop?.addEventListener('abort', () => changes.wake());
  try {
    for (;;) {
      // The configuration may name other folders than before. What changes while a run is at work makes another one.
      const { value: settings } = readSettings(options, process.cwd());
      const paths = pathsOf(settings);
      await changes.of(paths, settings?.out);
      changes.seen.clear();
      const exit = await gen(options, terminal);
      terminal.err(`molt-abi: watching ${paths.join(', ')}; press Ctrl+C to end\n`);
      while (changes.seen.size === 0 && !stop?.aborted) await changes.next();
      if (stop?.aborted) return exit;
      await new Promise((done) => setTimeout(done, settleMs));
      terminal.err(`molt-abi: ${describe(changes.seen)} changed\n`);
    }
  } finally {
    await changes.close();
  }
}

/** What decides the output: the folder of the ABI, the places of a configuration, the module. */
const pathsOf = (settings: Settings | undefined): string[] =>
  [settings?.abi, configFile, 'package.json', settings?.onlyImports].filter((path) => path !== undefined);

/** Files that changed since somebody looked. */
class Changes {
  readonly seen = new Set<string>();
  wake: () => void = () => {};
  #watcher: FSWatcher | undefined;
  #output: string | undefined;

  /** Watches further paths; the output folder is left out, wherever it stands. */
  async of(paths: readonly string[], output: string | undefined): Promise<void> {
    this.#output = output === undefined ? undefined : resolve(output);
    if (this.#watcher) {
      this.#watcher.add([...paths]);
      return;
    }
    const watcher = watchPaths([...paths], { ignored: (path) => this.#ignores(resolve(path)), ignoreInitial: true });
    this.#watcher = watcher;
    await new Promise<void>((ready) => watcher.once('ready', ready));
    watcher.on('all', (_event, path) => {
      this.seen.add(path);
      this.wake();
    });
  }

  /** Waits until something changes, or `wake` is called. */
  async next(): Promise<void> {
    await new Promise<void>((changed) => {
      this.wake = changed;
    });
  }

  async close(): Promise<void> {
    await this.#watcher?.close();
  }

  #ignores(path: string): boolean {
    const inOutput = this.#output !== undefined && `${path}${sep}`.startsWith(`${this.#output}${sep}`);
    return inOutput || /[\\/](node_modules|\.git)$/.test(path);
  }
}

function describe(changed: ReadonlySet<string>): string {
  const [first = '', ...more] = [...changed].map((path) => fromHere(path, process.cwd())).sort();
  return more.length === 0 ? first : `${first} and ${count(more.length, 'other path')}`;
}
