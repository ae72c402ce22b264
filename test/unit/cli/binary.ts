import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command as the build leaves it. */
export const binary = fileURLToPath(new URL('../../../dist/command/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const quiet = { ...process.env, NO_COLOR: '', FORCE_COLOR: undefined, MOLT_ABI_DEBUG: undefined };

/** Runs the command in a folder and waits for its end; `main` is that of another installation. */
export function moltAbi(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, main = binary): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...quiet, ...env },
  });
  return { code: status, out: stdout, err: stderr };
}
