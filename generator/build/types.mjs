/** The TypeScript types of the documents that the schema accepts, one per definition. */
import { compile } from 'json-schema-to-typescript';

const banner = `// Generated from schemas/abi.schema.json by generator/build/schema.mjs. Do not edit.\n`;

export async function rawTypes(schema) {
  const names = Object.fromEntries(Object.keys(schema.$defs).map((name) => [name, pascal(name)]));
  const declarations = [];
  for (const [name, def] of Object.entries(schema.$defs)) {
    const options = { bannerComment: '', style: { singleQuote: true, printWidth: 140 } };
    declarations.push(await compile({ ...plain(def, names), title: names[name] }, names[name], options));
  }
  return banner + declarations.map((declaration) => `\n${declaration.trim()}\n`).join('');
}

const pascal = (name) => name[0].toUpperCase() + name.slice(1);

/**
 * A reference becomes the name of its type, since a `$ref` beside a description would be copied as a new type. Titles
 * below a definition go for the same reason.
 */
function plain(node, names) {
  if (Array.isArray(node)) return node.map((item) => plain(item, names));
  if (node === null || typeof node !== 'object') return node;
  const { title, examples, propertyNames, discriminator, $ref, ...rest } = node;
  if ($ref) return { ...rest, tsType: names[$ref.slice('#/$defs/'.length)] };
  // Alternatives that only say which keys are required have no counterpart among types; neither has the part common to a union.
  if (rest.anyOf?.every((branch) => branch.required && !branch.type)) delete rest.anyOf;
  if (rest.oneOf) return { description: rest.description, oneOf: plain(rest.oneOf, names) };
  return mapValues(rest, (value, key) =>
    key === 'properties' ? mapValues(value, (property) => plain(property, names)) : plain(value, names),
  );
}

const mapValues = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
