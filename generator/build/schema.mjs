/**
 * Makes what the program needs of `schemas/abi.schema.json`: a self-contained ajv validator (so that no code is
 * generated at run time) and the TypeScript types of what it accepts. Runs before `tsc`; writes only what changed.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rawTypes } from './types.mjs';
import { validatorDeclaration, validatorModule } from './validator.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const source = join(root, 'generator/schema');
const output = join(root, 'dist/generator/schema');

const schema = JSON.parse(readFileSync(join(root, 'schemas/abi.schema.json'), 'utf8'));
mkdirSync(output, { recursive: true });
write('validator.generated.js', await validatorModule(schema));
write('validator.generated.d.ts', validatorDeclaration);
write('raw.generated.ts', await rawTypes(schema));
// tsc copies neither JavaScript nor declarations.
for (const name of ['validator.generated.js', 'validator.generated.d.ts']) copyFileSync(join(source, name), join(output, name));

function write(name, content) {
  const path = join(source, name);
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  writeFileSync(path, content);
  process.stdout.write(`generator/schema/${name} written\n`);
}
