import { typescriptWords } from '../../emit/reserved/typescript.js';
import { markdownText } from '../../emit/text/markdown.js';
import type { Abi, Target } from '../../ir/abi.js';
import type { LoweredInterface } from '../../ir/lowered.js';
import { determinismText } from './deterministic-declarations.js';
import { isHosted, suspendsOn } from './hosted.js';
import { type HostNames, isRequired } from './names.js';
import { planMethod } from './plan.js';

/** Well-kept codecs of npm, as optional peers: the package itself depends on nothing. */
const codecPackages: Readonly<Record<string, { readonly name: string; readonly range: string }>> = {
  msgpack: { name: '@msgpack/msgpack', range: '>=3' },
  cbor: { name: 'cbor-x', range: '>=1.6' },
  arrowipc: { name: 'apache-arrow', range: '>=17' },
};

/** The manifest of the generated package. Its version is that of the ABI. */
export function packageJson(abi: Abi, targets: readonly Target[], codecs: readonly string[]): object {
  const entry = (name: string) => ({ types: `./${name}.d.ts`, default: `./${name}.js` });
  const peers = codecs.map((c) => codecPackages[c]).filter((p) => p !== undefined);
  return {
    name: abi.packageName,
    version: abi.version,
    description: `Host bindings of the ${abi.name} ABI ${abi.version}.`,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    exports: {
      '.': entry('index'),
      ...Object.fromEntries(targets.map((t) => [`./${t.name}`, entry(t.name)])),
      './bytes': entry('bytes'),
      './record': entry('record'),
      './testing': entry('testing'),
      './manifest.json': './abi-manifest.json',
      './package.json': './package.json',
    },
    types: './index.d.ts',
    main: './index.js',
    files: ['*.js', '*.d.ts', 'abi-manifest.json', 'sbom.cdx.json', 'glue', 'internal'],
    ...(peers.length > 0
      ? {
          peerDependencies: Object.fromEntries(peers.map((p) => [p.name, p.range])),
          peerDependenciesMeta: Object.fromEntries(peers.map((p) => [p.name, { optional: true }])),
        }
      : {}),
  };
}

/** View model of the README: what is in the package, and a host to begin with. */
export function readmeView(names: HostNames, targets: readonly Target[], codecs: readonly string[]): object {
  const { lowered } = names;
  const { abi } = lowered;
  // A host that may block is the shortest to show: it reads the guest from a file.
  const usable = targets.filter((t) => lowered.interfaces.some((i) => i.functions.some((f) => isHosted(f.func, t.name))));
  const target = usable.find((t) => t.blocking === 'allowed') ?? usable[0];
  const shown = target && skeletonOf(names, target, codecs);
  return {
    name: abi.packageName,
    abi: abi.name,
    version: abi.version,
    digest: abi.digest,
    narrowed: lowered.onlyImportsOf !== undefined,
    doc: markdownText(abi.doc),
    targets: targets.map((t) => ({ name: t.name, threads: t.threads, blocking: t.blocking, doc: markdownText(t.doc) })),
    interfaces: lowered.interfaces
      .filter((i) => i.functions.some((f) => f.func.answeredBy.kind === 'host'))
      .map((i) => ({
        key: names.key(i.interface),
        host: names.host(i.interface),
        doc: markdownText(i.interface.doc.split(/(?<=\.)\s/)[0] ?? ''),
        targets: [...new Set(i.functions.flatMap((f) => f.func.targets))].sort().join(', '),
        count: String(i.functions.length),
      })),
    capabilities: abi.capabilities.map((c) => ({
      name: c.name,
      doc: markdownText(c.doc),
      nondeterministic: c.nondeterministic ? 'yes' : 'no',
      targets: c.targets.join(', '),
    })),
    codecs: codecs.map((c) => ({ name: c, package: codecPackages[c]?.name ?? c })),
    hasCodecs: codecs.length > 0,
    deterministic: determinismText(lowered, targets).join(' '),
    skeleton: shown ?? {
      target: '',
      readImport: '',
      read: '',
      types: '',
      values: '',
      codecImport: '',
      local: '',
      bound: '',
      methods: '',
      grants: '',
      options: '',
    },
    hasSkeleton: shown !== undefined,
    suspends: targets.some((t) => suspendsOn(lowered, t)),
  };
}

/** A host of one interface with one method, which type-checks as it stands. */
function skeletonOf(names: HostNames, target: Target, codecs: readonly string[]): object | undefined {
  const { lowered } = names;
  const candidates = lowered.interfaces.filter((i) => i.functions.some((f) => isHosted(f.func, target.name)));
  const methodsOf = (i: LoweredInterface) => i.functions.filter((f) => isHosted(f.func, target.name) && !f.func.taskPart).map(planMethod);
  const described = candidates.map((i) => ({ i, methods: methodsOf(i) }));
  // An interface that every host must have, where there is one.
  const chosen = described.find(({ methods }) => methods.some((m) => isRequired(lowered.abi, m.lowered.func, false))) ?? described[0];
  if (!chosen) return undefined;
  const { i, methods } = chosen;
  return skeleton(names, target, codecs, i, methods);
}

function skeleton(
  names: HostNames,
  target: Target,
  codecs: readonly string[],
  i: LoweredInterface,
  methods: readonly ReturnType<typeof planMethod>[],
): object {
  const bodies = methods.map((m) => {
    const params = m.args.map((a) => a.name).join(', ');
    const domain = m.lowered.func.result?.errors[0];
    const errorCase = domain?.roles.unsupported ?? domain?.cases.find((c) => c.value !== 0n);
    const body = domain && errorCase ? `return ${names.type(domain)}.${errorCase.name};` : `throw new Error('not written yet');`;
    return `  ${names.method(m.lowered)}(${params}) {\n    ${body}\n  },`;
  });
  const domains = [...new Set(methods.flatMap((m) => m.lowered.func.result?.errors.slice(0, 1) ?? []).map((d) => names.type(d)))];
  const grants = [
    ...new Set(methods.flatMap((m) => (m.lowered.func.authority.kind === 'none' ? [] : [m.lowered.func.authority.names[0] as string]))),
  ];
  const codec = codecs.includes('msgpack') ? 'msgpack' : undefined;
  const key = names.key(i.interface);
  return {
    target: target.name,
    readImport: target.blocking === 'allowed' ? "import { readFile } from 'node:fs/promises';\n" : '',
    read: target.blocking === 'allowed' ? "await readFile('app.wasm')" : "await (await fetch('app.wasm')).arrayBuffer()",
    types: names.host(i.interface),
    values: ['createImports', 'instantiate', ...domains].join(', '),
    codecImport: codec ? "import { decode, encode } from '@msgpack/msgpack';\n" : '',
    // A key may be a word of the language, as `class`; a constant may not.
    local: typescriptWords.has(key) ? `${key}Host` : key,
    bound: typescriptWords.has(key) ? `${key}: ${key}Host` : key,
    methods: bodies.join('\n'),
    grants: grants.map((g) => `'${g}'`).join(', '),
    options: codec
      ? '\n  codecs: {\n    msgpack: {\n      encode: (value) => encode(value, { useBigInt64: true }),\n      decode: (bytes) => decode(bytes, { useBigInt64: true }),\n    },\n  },'
      : '',
  };
}
