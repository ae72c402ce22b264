import { Worker } from 'node:worker_threads';
import { InternalError } from '../../diagnostics/diagnostic.js';

/** Work for several threads: each task goes to the thread that is free next. */
export interface Work<T, R> {
  /** Script of the threads. It is given `data` and answers each message, a task, by one. */
  readonly entry: string;
  readonly data: unknown;
  readonly tasks: readonly T[];
  readonly threads: number;
  /** The result of a task whose thread ended without an answer. */
  readonly lost: (task: T, why: string) => R;
  /** Told how many tasks are done. */
  readonly onDone: (done: number) => void;
}

/** Threads that may end in a row without one answer between them, before the cause is thought to be theirs and no task's. */
const mostLost = 5;

/**
 * The results of all tasks, in their order. A thread that ends at a task, of whatever cause, loses that one alone: another
 * takes its place. Throws if threads end one after another. No thread is left when it returns.
 */
export async function runPool<T, R>({ entry, data, tasks, threads, lost, onDone }: Work<T, R>): Promise<readonly R[]> {
  const results: R[] = [];
  const running = new Set<Worker>();
  let [next, done, lostInRow] = [0, 0, 0];
  let stopped = false;
  try {
    await new Promise<void>((resolve, reject) => {
      const finish = (at: number, result: R): void => {
        results[at] = result;
        onDone(++done);
        if (done === tasks.length) resolve();
      };
      const start = (): void => {
        const worker = new Worker(entry, { workerData: data });
        running.add(worker);
        let at = next++;
        let cause: string | undefined;
        worker.postMessage(tasks[at]);
        worker.on('message', (answer: R) => {
          lostInRow = 0;
          finish(at, answer);
          at = next++;
          if (at < tasks.length) worker.postMessage(tasks[at]);
          else void worker.terminate();
        });
        worker.on('error', (error) => {
          cause = error instanceof Error ? error.message : String(error);
        });
        worker.on('exit', (code) => {
          running.delete(worker);
          const task = tasks[at];
          if (task === undefined || stopped) return;
          const why = cause ?? `it ended with code ${code}`;
          if (++lostInRow > mostLost) return reject(new InternalError(`threads do not work: ${why}`));
          finish(at, lost(task, why));
          if (next < tasks.length) start();
        });
      };
      for (let i = 0; i < Math.min(threads, tasks.length); i++) start();
      if (tasks.length === 0) resolve();
    });
    return results;
  } finally {
    stopped = true;
    await Promise.all([...running].map((worker) => worker.terminate()));
  }
}
