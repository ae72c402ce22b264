/** What the descriptors of a guest mean, and what may be done with each. Rights come from the object that was opened, never from its path. */
import { closeSync, constants, fstatSync, openSync, realpathSync } from 'node:fs';
import { type WasiErrno as Errno, type Fd, Rights, WasiErrno } from '@molt/abi-host/wasi';
import type { Directory } from './paths.js';

interface Opened {
  /** Descriptor of the system. That of a directory is only held, so that its serial number is not given to something else. */
  readonly file: number;
  readonly rights: bigint;
  /** Most that what is opened through it may have. */
  readonly inheriting: bigint;
}

export interface OpenDirectory extends Opened, Directory {
  readonly kind: 'directory';
  /** The name under which the guest was given it, if it was. */
  readonly name?: Uint8Array;
  /** What was in it when the guest last began to read it; absent before. */
  listed?: readonly string[];
}

export interface OpenFile extends Opened {
  readonly kind: 'file';
  readonly append: boolean;
  position: number;
}

export type Open = OpenDirectory | OpenFile;

/** A directory of the host that the guest gets. */
export interface Preopen {
  /** The name that the guest sees, such as `/data`. */
  readonly name: string;
  /** The directory on this machine. */
  readonly path: string;
  /** Whether anything below it may be changed; not unless it is true. */
  readonly write?: boolean;
}

const { FD_READ, FD_SEEK, FD_TELL, FD_READDIR, FD_FILESTAT_GET, PATH_OPEN, PATH_READLINK, PATH_FILESTAT_GET } = Rights;
const { FD_WRITE, FD_FILESTAT_SET_SIZE, PATH_CREATE_DIRECTORY, PATH_CREATE_FILE, PATH_FILESTAT_SET_SIZE } = Rights;
const { PATH_RENAME_SOURCE, PATH_RENAME_TARGET, PATH_REMOVE_DIRECTORY, PATH_UNLINK_FILE } = Rights;
const reading = FD_READ | FD_SEEK | FD_TELL | FD_READDIR | FD_FILESTAT_GET | PATH_OPEN | PATH_READLINK | PATH_FILESTAT_GET;
const changing =
  FD_WRITE |
  FD_FILESTAT_SET_SIZE |
  PATH_CREATE_DIRECTORY |
  PATH_CREATE_FILE |
  PATH_FILESTAT_SET_SIZE |
  PATH_RENAME_SOURCE |
  PATH_RENAME_TARGET |
  PATH_REMOVE_DIRECTORY |
  PATH_UNLINK_FILE;

/** Holds a directory by its real path. */
export function holdDirectory(path: string, rights: bigint, inheriting: bigint): OpenDirectory {
  const file = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  const { dev, ino } = fstatSync(file, { bigint: true });
  return { kind: 'directory', file, path, dev, ino, rights, inheriting };
}

function preopened({ name, path, write = false }: Preopen): OpenDirectory {
  const rights = write ? reading | changing : reading;
  return { ...holdDirectory(realpathSync(path), rights, rights), name: new TextEncoder().encode(name) };
}

/** The descriptors of one guest, from 3 on: 0 to 2 are the standard streams. */
export class Descriptors {
  readonly #open = new Map<Fd, Open>();

  constructor(
    preopens: readonly Preopen[],
    /** How many may be open at once, since the system has no end of ways to punish a process that has too many. */
    readonly most = 256,
  ) {
    try {
      for (const preopen of preopens) this.add(preopened(preopen));
    } catch (error) {
      // One that cannot be had: those before it are not kept by what nobody gets.
      this.closeAll();
      throw error;
    }
  }

  /** The lowest free number, as POSIX has it. */
  add(open: Open): Fd | Errno {
    for (let fd = 3; fd < 3 + this.most; fd++) {
      if (this.#open.has(fd)) continue;
      this.#open.set(fd, open);
      return fd;
    }
    closeSync(open.file);
    return WasiErrno.MFILE;
  }

  get(fd: Fd): Open | undefined {
    return this.#open.get(fd);
  }

  /** A directory with these rights, or why there is none. */
  directory(fd: Fd, rights: bigint): OpenDirectory | Errno {
    const open = this.#open.get(fd);
    if (!open) return WasiErrno.BADF;
    if (open.kind !== 'directory') return WasiErrno.NOTDIR;
    return (open.rights & rights) === rights ? open : WasiErrno.NOTCAPABLE;
  }

  /** A file with these rights, or why there is none. */
  file(fd: Fd, rights: bigint): OpenFile | Errno {
    const open = this.#open.get(fd);
    if (!open) return WasiErrno.BADF;
    if (open.kind !== 'file') return WasiErrno.ISDIR;
    return (open.rights & rights) === rights ? open : WasiErrno.NOTCAPABLE;
  }

  close(fd: Fd): undefined | Errno {
    const open = this.#open.get(fd);
    if (!open) return WasiErrno.BADF;
    this.#open.delete(fd);
    closeSync(open.file);
    return undefined;
  }

  /** Closes what the guest left open. */
  closeAll(): void {
    for (const fd of [...this.#open.keys()]) this.close(fd);
  }
}
