import { diagnostic } from '../../diagnostics/catalog.js';
import { type Diagnostic, type Result, result } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/suggest.js';
import { quote } from '../../diagnostics/visible.js';
import { choose } from '../../history/versions.js';
import { grantedBy } from '../../verify/grants.js';
import { type Conditions, indexOf } from '../../verify/imports.js';
import type { Surface } from '../../verify/surface.js';
import type { Against } from '../../verify/verify.js';
import { splitList } from '../config.js';
import { readSettings } from '../settings.js';
import { readSurfaces } from './embedded.js';

/** What modules are held to, as the command line says it. */
export interface AgainstOptions {
  readonly abi?: string;
  readonly abiVersion?: string;
  readonly target?: string;
  readonly grant?: string;
  readonly deterministic?: boolean;
}

/** The ABI with every version of it, and the conditions. */
export async function readAgainst(options: AgainstOptions, folder: string): Promise<Result<{ against: Against; conditions: Conditions }>> {
  const { abi, abiVersion, target, grant, deterministic = false } = options;
  const settings = readSettings({ ...(abi === undefined ? {} : { abi }), ...(abiVersion === undefined ? {} : { abiVersion }) }, folder);
  const surfaces = settings.value && (await readSurfaces(settings.value.abi));
  const chosen = surfaces?.value && choose(surfaces.value, settings.value?.abiVersion);
  const surface = chosen?.value;
  const granted =
    surface && grant !== undefined
      ? grantedBy(surface.capabilities, splitList(grant), deterministic ? ungoverned(surface) : [])
      : undefined;
  const diagnostics = [
    ...settings.diagnostics,
    ...(surfaces?.diagnostics ?? []),
    ...(chosen?.diagnostics ?? []),
    ...(surface && target !== undefined ? targetFaults(surface, target) : []),
    ...(granted?.diagnostics ?? []),
  ];
  if (!surface || !surfaces?.value) return { value: undefined, diagnostics };
  const index = indexOf(surface);
  const released = surfaces.value.filter((one) => one.released);
  return result(
    {
      against: { index, releases: released.map((one) => (one === surface ? index : indexOf(one))) },
      conditions: { target, granted: granted?.value, deterministic },
    },
    diagnostics,
  );
}

/** What can differ from run to run and needs no capability: deterministic mode allows it by its own name. */
const ungoverned = ({ imports }: Surface): string[] =>
  imports.filter(({ undetermined, capabilities }) => undetermined && capabilities.length === 0).map(({ id }) => id);

function targetFaults({ targets }: Surface, target: string): Diagnostic[] {
  const known = targets.map(({ name }) => name);
  if (known.includes(target)) return [];
  const why = `does not know ${quote(target)}; known are ${known.join(', ')}`;
  return [diagnostic('usage/option', undefined, { option: '--target', why }, { help: didYouMean(target, known) })];
}
