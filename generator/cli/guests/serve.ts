import { parentPort, workerData } from 'node:worker_threads';
import { inspector, type Plan } from './inspect.js';
import { inspectFile } from './scan.js';

/** Answers each list of paths by what was found of those modules, until the thread is ended. */
export function serve(): void {
  const inspect = inspector(workerData as Plan);
  parentPort?.on('message', (paths: readonly string[]) => parentPort?.postMessage(paths.map((path) => inspectFile(path, inspect))));
}
