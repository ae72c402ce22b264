import { parentPort, workerData } from 'node:worker_threads';
import { inspector, type Plan } from './inspect.js';
import { inspectFile } from './scan.js';

/** Answers each path by what was found of that module, until the thread is ended. */
export function serve(): void {
  const inspect = inspector(workerData as Plan);
  parentPort?.on('message', (path: string) => parentPort?.postMessage(inspectFile(path, inspect)));
}
