import { setFlagsFromString } from 'node:v8';

/** Imports of an ABI from which on what is made and dropped lets the heap grow to several times what is alive. */
const many = 2000;

/** Tells the engine to collect more often where a command works on so many, so that it stays within its memory. */
export function keepHeapLow(imports: number): void {
  if (imports > many) setFlagsFromString('--heap-growing-percent=10');
}
