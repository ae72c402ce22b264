/** The errors of Node under the names of the ABI. */
import { Errno, WasiErrno } from '@molt/abi-host/wasi';

const codeOf = (error: unknown): string => String((error as { readonly code?: unknown } | null)?.code);

/** WASI names errors as POSIX does, without the E. What Node threw for another reason is a fault of the host. */
export const errnoOf = (error: unknown): WasiErrno =>
  (Object.entries(WasiErrno) as [string, WasiErrno][]).find(([name]) => `E${name}` === codeOf(error))?.[1] ?? WasiErrno.IO;

export const socketErrno = (error: unknown): Errno =>
  (Object.entries(Errno) as [string, Errno][]).find(([name]) => name === codeOf(error))?.[1] ?? Errno.EIO;
