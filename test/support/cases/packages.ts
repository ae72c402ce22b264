import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoweredAbi } from '../../../generator/ir/lowered.js';
import { emitHost, write } from '../../runtime/supply.js';

/** What the tests read of an ABI: see `Package` in test/runtime/support.ts. */
const importsOf = ({ interfaces }: LoweredAbi) => ({
  interfaces: interfaces.map(({ functions }) => ({
    functions: functions.map(({ func: { module, field }, signature }) => ({ func: { module, field }, signature })),
  })),
});

/**
 * Emits the host packages of ABIs for all their targets, with the entry for bytes, and one module with all of them: see packages-of-the-tests.d.ts.
 *
 * @param abis folders below the root of the project.
 * @returns the path of the module.
 */
export async function writePackages(into: string, abis: readonly string[]): Promise<string> {
  const imports: string[] = [];
  const rows: string[] = [];
  for (const [i, abi] of abis.entries()) {
    const { lowered, files } = await emitHost(abi);
    const folder = join(into, `${i}`);
    mkdirSync(folder);
    write(folder, files);
    const names = [...lowered.abi.targets.map((t) => t.name), 'bytes'];
    for (const [j, name] of names.entries()) imports.push(`import * as p${i}_${j} from './${i}/${name}.js';`);
    const entries = names.map((name, j) => `${JSON.stringify(name)}: p${i}_${j}`).join(', ');
    rows.push(`${JSON.stringify(abi)}: { entries: { ${entries} }, lowered: ${JSON.stringify(importsOf(lowered))} },`);
  }
  const path = join(into, 'packages.js');
  writeFileSync(path, `${imports.join('\n')}\nexport const packages = {\n${rows.join('\n')}\n};\n`);
  return path;
}
