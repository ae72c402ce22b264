/** The validator as one ES module without imports: ajv standalone code, bundled by esbuild. */
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

const banner = '// Generated from schemas/abi.schema.json by generator/build/schema.mjs. Do not edit.\n';

/** Errors kept per document; the rest is counted by nobody. */
const errorLimit = 1000;

export async function validatorModule(schema) {
  const forAjv = hashableItems({ $id: schema.$id, ...withoutProse(schema) });
  // The schema uses nothing that is new in 2020-12, and the code for older drafts is half as long.
  const ajv = new Ajv({
    schemas: [forAjv],
    strict: true,
    allErrors: true,
    discriminator: true,
    allowUnionTypes: true,
    messages: false,
    inlineRefs: false,
    code: { source: true, esm: true },
  });
  const code = standalone.default(ajv, {
    abiDocument: `${schema.$id}#/$defs/abiDocument`,
    interfaceDocument: `${schema.$id}#/$defs/interfaceDocument`,
  });
  const bundle = await build({
    stdin: { contents: boundedErrors(code), resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    legalComments: 'none',
    minify: true,
  });
  return `${banner}${bundle.outputFiles[0].text}export const schema = ${JSON.stringify(withoutProse(schema))};\n`;
}

export const validatorDeclaration = `${banner}
/** An error as ajv reports it, with \`messages: false\`. */
export interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface Validator {
  (data: unknown): boolean;
  /** At most ${errorLimit}; has holes where alternatives were taken back after that. */
  errors?: (SchemaError | undefined)[] | null;
}

export const abiDocument: Validator;
export const interfaceDocument: Validator;
/** The schema without its descriptions. */
export const schema: { readonly $defs: Readonly<Record<string, object>> };
`;

/**
 * ajv tests \`uniqueItems\` with a hash only if it sees a primitive type beside \`$ref\`; else it compares all pairs,
 * which takes minutes on a hostile list.
 */
function hashableItems(schema) {
  return mapObjects(schema, (node) => {
    const target = node.uniqueItems && node.items?.$ref && schema.$defs[node.items.$ref.slice('#/$defs/'.length)];
    return target?.type === 'string' ? { ...node, items: { type: 'string', ...node.items } } : node;
  });
}

/** Titles stay, as errors name objects by them, and one example per definition. */
function withoutProse(schema) {
  const defs = Object.entries(schema.$defs).map(([name, def]) => {
    const { examples, ...bare } = mapObjects(def, ({ description, examples, ...rest }) => rest, isSchema);
    return [name, { ...bare, examples: def.examples.slice(0, 1) }];
  });
  return { $defs: Object.fromEntries(defs) };
}

const isSchema = (node) => typeof node.title === 'string';

function mapObjects(node, change, applies = () => true) {
  if (Array.isArray(node)) return node.map((item) => mapObjects(item, change, applies));
  if (node === null || typeof node !== 'object') return node;
  const mapped = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, mapObjects(value, change, applies)]));
  return applies(mapped) ? change(mapped) : mapped;
}

/**
 * With \`allErrors\`, ajv copies all former errors at each \`$ref\`, which is quadratic in the number of errors, and keeps
 * every one. Both are replaced by a bounded append. The patterns are those of the pinned ajv; a miss fails the build.
 */
function boundedErrors(code) {
  const append = `function append(errors, more) { for (const error of more) { if (errors.length >= ${errorLimit}) break; errors.push(error); } return errors; }\n`;
  const bounded = code
    .replaceAll(/vErrors === null \? (\w+)\.errors : vErrors\.concat\(\1\.errors\)/g, 'append(vErrors ?? [], $1.errors)')
    .replaceAll(/vErrors\.push\((\w+)\)/g, 'append(vErrors, [$1])');
  if (/\.concat\(|vErrors\.push/.test(bounded) || !bounded.includes('append(vErrors ?? []')) {
    throw new Error('the code that ajv generates has changed: adapt boundedErrors');
  }
  return append + bounded;
}
