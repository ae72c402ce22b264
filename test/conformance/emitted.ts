/**
 * Reads what emitters wrote back into the imports that it declares, each as one line: its module and name, then its core type, or its
 * kind where it is no function. Nothing of the emitters is used for it.
 */

/** What stands in the files of one emitter, by their paths. */
export type Files = ReadonlyMap<string, string>;

const line = (module: string, name: string, params: readonly string[], results: readonly string[]): string =>
  `${module}.${name} (${params.join(', ')}) -> (${results.join(', ')})`;

const only = (files: Files): string => {
  const [text, ...more] = files.values();
  if (text === undefined || more.length > 0) throw new Error(`one file was expected, not ${[...files.keys()].join(', ')}`);
  return text;
};

/** The groups of every match. */
const all = (text: string, pattern: RegExp): readonly (readonly string[])[] =>
  [...text.matchAll(pattern)].map((found) => found.slice(1).map((group) => group ?? ''));

const list = (text: string): string[] => text.match(/[if](?:32|64)/g) ?? [];

/** Core types of numbers as languages name them. Pointers are addresses, of 32 bits. */
function coreType(path: string, aliases: ReadonlyMap<string, string>): string {
  // Names of types are the same in no two modules.
  const name = path.replace(/^[\w:.]*(::|\.)/, '');
  if (name.includes('*')) return 'i32';
  if (/^usize$|^isize$|^bool$/i.test(name)) return 'i32';
  const number = /^u?(?:int|i|u)(8|16|32|64)(?:_t)?$/.exec(name)?.[1];
  if (number) return number === '64' ? 'i64' : 'i32';
  const alias = aliases.get(name);
  if (alias === undefined) throw new Error(`the type ${name} is not declared`);
  return coreType(alias, aliases);
}

/** How a language declares what it imports. */
interface Language {
  /** Types by other names: `name` is `type`. */
  readonly aliases: RegExp;
  /** A function: `name`, `params`, and `result`, if any. Its `module` stands with it, or before it for all that follow. */
  readonly functions: RegExp;
  /** The type in a parameter; `*` in it means a pointer. */
  readonly typeOf: (parameter: string) => string;
}

function declared(text: string, { aliases, functions, typeOf }: Language): string[] {
  const names = new Map([...text.matchAll(aliases)].map(({ groups }) => [groups?.name ?? '', groups?.type ?? '*'] as const));
  const core = (type: string): string[] => (/^(void|!|)$/.test(type) ? [] : [coreType(type, names)]);
  let current = '';
  return [...text.matchAll(functions)].flatMap(({ groups = {} }) => {
    const { module = current, name, params = '', result = '' } = groups;
    current = module;
    if (name === undefined) return [];
    const given = params === 'void' || params === '' ? [] : params.split(', ');
    return [
      line(
        module,
        name,
        given.flatMap((param) => core(typeOf(param))),
        core(result),
      ),
    ];
  });
}

const typeAfterColon = (param: string): string => param.replace(/^\w+: /, '');

const c: Language = {
  aliases: /^typedef (?<type>\w+) (?<name>\w+);$/gm,
  functions: /^(?:MOLT_\w+(?:\(".*?"\))? )?MOLT_IMPORT\("(?<module>.*?)", "(?<name>.*?)"\) (?<result>\w+) \w+\((?<params>.*)\);$/gm,
  typeOf: (param) => (param.includes('*') ? '*' : param.replace(/ \w+$/, '')),
};

const rust: Language = {
  aliases: /pub (?:type|struct) (?<name>\w+)(?: = |\(pub )(?<type>\w+)/g,
  functions: /wasm_import_module = "(?<module>.*?)"|#\[link_name = "(?<name>.*?)"\]\s*pub fn \w+\((?<params>.*)\)(?: -> (?<result>.*))?;/g,
  typeOf: typeAfterColon,
};

const assemblyscript: Language = {
  // A class is the layout of a record, which is handed over by its address.
  aliases: /export (?:type (?=\w+ = (?<type>\w+);)|class )(?<name>\w+)/g,
  functions: /@external\("(?<module>.*?)", "(?<name>.*?)"\)\s*export declare function \w+\((?<params>.*)\): (?<result>[\w.]+);/g,
  typeOf: typeAfterColon,
};

interface ManifestImport {
  readonly module: string;
  readonly name: string;
  readonly kind: string;
  readonly type: { readonly params: readonly string[]; readonly results: readonly string[] };
}

const wat = (text: string): string[] => [
  ...all(text, /^\(import "([^"]*)" "([^"]*)" \(func \S+(.*)\)\)$/gm).map(([module = '', name = '', type = '']) => {
    const [params = '', results = ''] = type.split('(result');
    return line(module, name, list(params.replace(/\$[^\s)]+/g, '')), list(results));
  }),
  ...all(text, /^\(import "([^"]*)" "([^"]*)" \((memory|table) /gm).map(([module, name, kind]) => `${module}.${name} ${kind}`),
];

/** The table by which a host package reads modules: lines of imports that name one of the types before them. */
function reader(text: string): string[] {
  const table = text.slice(text.indexOf('const types = ['));
  const types = all(table.slice(0, table.indexOf('];')), /\{ kind: '(\w+)'(?:, params: \[(.*?)\], results: \[(.*?)\])?/g);
  const imports = table.slice(table.indexOf('imports: ['), table.indexOf('exports: ['));
  return all(imports, /\['([^']*)', '([^']*)', types\[(\d+)\]\]/g).map(([module = '', name = '', index = '']) => {
    const [kind = '', params = '', results = ''] = types[Number(index)] ?? [];
    return kind === 'func' ? line(module, name, list(params), list(results)) : `${module}.${name} ${kind}`;
  });
}

/** Imports by emitter. The guest declarations of C, Rust and AssemblyScript have functions only: memory and table are the linker's. */
export const readers: Readonly<Record<string, (files: Files) => string[]>> = {
  // Names alone: what a linker may leave undefined.
  allowlist: (files) =>
    only(files)
      .split('\n')
      .filter((name) => name !== ''),
  manifest: (files) =>
    (JSON.parse(only(files)) as { imports: readonly ManifestImport[] }).imports.map(({ module, name, kind, type }) =>
      kind === 'func' ? line(module, name, type.params, type.results) : `${module}.${name} ${kind}`,
    ),
  wat: (files) => wat(only(files)),
  c: (files) => declared(only(files), c),
  rust: (files) => declared(only(files), rust),
  assemblyscript: (files) => declared(only(files), assemblyscript),
  python: (files) =>
    all(only(files), /link=Link\(module="(.*?)", field="(.*?)"\),\n\s*core_params=\(([^)]*)\),\n\s*core_results=\(([^)]*)\),/g).map(
      ([module = '', name = '', params = '', results = '']) => line(module, name, list(params), list(results)),
    ),
  wit: (files) =>
    all(only(files), /Import "(.*?)" "(.*?)" of the core type \((.*?)\) -> \((.*?)\)\./g).map(
      ([module = '', name = '', params = '', results = '']) => line(module, name, list(params), list(results)),
    ),
  docs: (files) =>
    [...files.values()].flatMap((text) =>
      all(text, /^\| \[[^\]]*\]\(#function-[^)]*\) \| `(.*?)` `(.*?)` \| `\((.*?)\) -> \((.*?)\)` \|/gm).map(
        ([module = '', name = '', params = '', results = '']) => line(module, name, list(params), list(results)),
      ),
    ),
  'ts-host': (files) => reader(files.get('ts-host/bytes.js') ?? ''),
};
