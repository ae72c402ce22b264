import { Worker } from 'node:worker_threads';
import { InternalError } from '../../diagnostics/diagnostic.js';

/** Work for several threads: tasks go in batches to the thread that is free next. */
export interface Work<T, R> {
  /** Script of the threads. It is given `data`, and answers each message, a list of tasks, by the list of their results. */
  readonly entry: string;
  readonly data: unknown;
  readonly tasks: readonly T[];
  readonly threads: number;
  /** The result of a task whose thread ended without an answer. */
  readonly lost: (task: T, why: string) => R;
  /** Told how many tasks are done, whenever some are. */
  readonly onDone: (done: number) => void;
}

/** Places of tasks that go to a thread together. */
type Batch = readonly number[];

const mostInBatch = 32;

/** Threads that may end in a row without one answer between them, before the cause is thought to be theirs and no task's. */
const mostLost = 5;

/**
 * The results of all tasks, in their order. Where a thread ends, of whatever cause, its tasks are given to others, one by one,
 * so that the one at which it ended is lost alone. Throws if threads end one after another. No thread is left when it returns.
 */
export async function runPool<T, R>({ entry, data, tasks, threads, lost, onDone }: Work<T, R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = batchesOf(tasks.length, threads);
  const running = new Set<Worker>();
  let [done, endedInRow] = [0, 0];
  let stopped = tasks.length === 0;
  try {
    await new Promise<void>((resolve, reject) => {
      const finish = (batch: Batch, found: readonly R[]): void => {
        for (const [i, result] of found.entries()) results[batch[i] ?? 0] = result;
        done += batch.length;
        onDone(done);
        if (done === tasks.length) resolve();
      };
      const start = (): void => {
        const worker = new Worker(entry, { workerData: data });
        running.add(worker);
        const given: Batch[] = [];
        let cause: string | undefined;
        const give = (): void => {
          const batch = queue.shift();
          if (batch === undefined) return;
          given.push(batch);
          worker.postMessage(batch.map((at) => tasks[at]));
        };
        worker.on('message', (answer: readonly R[]) => {
          endedInRow = 0;
          const batch = given.shift();
          give();
          if (batch) finish(batch, answer);
        });
        worker.on('error', (error) => {
          cause = error instanceof Error ? error.message : String(error);
        });
        worker.on('exit', (code) => {
          running.delete(worker);
          if (stopped) return;
          const why = cause ?? `it ended with code ${code}`;
          const [batch = [], ...rest] = given;
          queue.unshift(...(batch.length > 1 ? batch.map((at) => [at]) : []), ...rest);
          if (++endedInRow > mostLost) return reject(new InternalError(`threads do not work: ${why}`));
          if (batch.length === 1)
            finish(
              batch,
              batch.flatMap((at) => tasks.slice(at, at + 1)).map((task) => lost(task, why)),
            );
          if (queue.length > 0) start();
        });
        // One more than it works at, so that it need not wait for the next.
        give();
        give();
      };
      if (stopped) resolve();
      for (let i = 0; i < threads && queue.length > 0; i++) start();
    });
    return results;
  } finally {
    stopped = true;
    await Promise.all([...running].map((worker) => worker.terminate()));
  }
}

/** Batches of several tasks, and several batches for each thread, so that all end at about the same time. */
function batchesOf(tasks: number, threads: number): Batch[] {
  const size = Math.max(1, Math.min(mostInBatch, Math.ceil(tasks / (threads * 8))));
  return Array.from({ length: Math.ceil(tasks / size) }, (_, i) =>
    Array.from({ length: Math.min(size, tasks - i * size) }, (_, j) => i * size + j),
  );
}
