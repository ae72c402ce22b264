import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { root } from '../../meta/imports.js';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

/** The schema of SARIF 2.1.0 is written in draft 4, of which it uses what later drafts mean the same by, save its `id`. */
const {
  id: _id,
  $schema: _draft,
  ...sarifSchema
} = read(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

/** Formats are not checked: URIs have a test of their own. One pattern of it is none in Unicode mode. */
const sarif = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(sarifSchema as AnySchema);
const census = new Ajv2020({ strict: false, allErrors: true }).compile(read(join(root, 'schemas/census.schema.json')) as AnySchema);
const report = new Ajv2020({ strict: false, allErrors: true }).compile(read(join(root, 'schemas/check-report.schema.json')) as AnySchema);

const errors = (validate: ValidateFunction) => (value: unknown) =>
  validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);

/** What a SARIF log breaks of its schema. */
export const sarifErrors: (value: unknown) => string[] = errors(sarif);

/** What a line of a census breaks of the published schema. */
export const censusErrors: (value: unknown) => string[] = errors(census);

/** What a report breaks of the published schema. */
export const reportErrors: (value: unknown) => string[] = errors(report);
