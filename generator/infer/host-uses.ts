import type ts from 'typescript';

/** What a host function reaches, by what its text mentions. The order is that in which a capability is chosen. */
const reached: readonly (readonly [what: string, mention: RegExp])[] = [
  ['network', /^(fetch|WebSocket|XMLHttpRequest|EventSource|WebTransport|navigator\.sendBeacon|(net|dgram|https?)\.\w+)$/],
  [
    'files',
    /^((fs|fsp|fsPromises)\.\w+(\.\w+)?|(readFile|writeFile|open|read|write|stat|mkdir|unlink)Sync|Deno\.(read|write|open)\w*|Bun\.file)$/,
  ],
  ['storage', /^(localStorage|sessionStorage|indexedDB|caches)(\.\w+)?$/],
  [
    'process',
    /^(process\.(env|argv|exit|pid|kill|cwd)|child_process\.\w+|(exec|spawn)(File)?(Sync)?|Deno\.(env|args|exit|Command)|import\.meta\.env)(\.\w+)?$/,
  ],
  [
    'random',
    /^(Math\.random|(\w+\.)?crypto\.(getRandomValues|randomUUID|randomBytes|randomFillSync)|randomBytes|randomFillSync|getRandomValues)$/,
  ],
  ['time', /^(Date|Date\.now|(\w+\.)?performance\.now|process\.hrtime(\.bigint)?|Temporal\.Now(\.\w+)?|Intl\.DateTimeFormat|setTimeout)$/],
];

/** What the body of a function reaches, in that order. What it calls is not followed. */
export function reachesOf(api: typeof ts, node: ts.Node): string[] {
  const found = new Set<string>();
  visit(api, node, (inner) => {
    const mentioned = mention(api, inner);
    if (mentioned !== undefined) for (const [what, pattern] of reached) if (pattern.test(mentioned)) found.add(what);
  });
  return reached.map(([what]) => what).filter((what) => found.has(what));
}

/** Whether a function calls an export of the guest: `instance.exports.alloc(..)`, `exports.alloc(..)`, `wasm.alloc(..)`. */
export function callsExports(api: typeof ts, node: ts.Node, names: ReadonlySet<string>): boolean {
  let calls = false;
  visit(api, node, (inner) => {
    if (api.isCallExpression(inner) && exportName(api, inner.expression, names) !== undefined) calls = true;
  });
  return calls;
}

/** Names under which a source has the exports of its guest: those of toolchains, and those that it gives them itself. */
export function exportAliases(api: typeof ts, file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set(['wasmExports', 'wasm']);
  visit(api, file, (node) => {
    if (api.isVariableDeclaration(node) && api.isIdentifier(node.name) && node.initializer && isExports(api, node.initializer, names))
      names.add(node.name.text);
    else if (
      api.isBinaryExpression(node) &&
      node.operatorToken.kind === api.SyntaxKind.EqualsToken &&
      api.isIdentifier(node.left) &&
      isExports(api, node.right, names)
    )
      names.add(node.left.text);
  });
  return names;
}

/** Names of guest exports that a source uses. */
export function usedExports(api: typeof ts, file: ts.SourceFile, aliases: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  visit(api, file, (node) => {
    const name = api.isExpression(node) ? exportName(api, node, aliases) : undefined;
    if (name !== undefined) names.add(name);
    if (
      api.isVariableDeclaration(node) &&
      api.isObjectBindingPattern(node.name) &&
      node.initializer &&
      isExports(api, node.initializer, aliases)
    )
      for (const { propertyName, name: bound } of node.name.elements) {
        const key = propertyName ?? bound;
        if (api.isIdentifier(key) || api.isStringLiteralLike(key)) names.add(key.text);
      }
  });
  return names;
}

function exportName(api: typeof ts, node: ts.Expression, names: ReadonlySet<string>): string | undefined {
  if (api.isPropertyAccessExpression(node) && isExports(api, node.expression, names)) return node.name.text;
  if (api.isElementAccessExpression(node) && isExports(api, node.expression, names) && api.isStringLiteralLike(node.argumentExpression))
    return node.argumentExpression.text;
  return undefined;
}

/** `instance.exports`, and the names that toolchains give to it. `module.exports` is something else. */
const isExports = (api: typeof ts, node: ts.Expression, names: ReadonlySet<string>): boolean =>
  (api.isPropertyAccessExpression(node) &&
    node.name.text === 'exports' &&
    !(api.isIdentifier(node.expression) && node.expression.text === 'module')) ||
  (api.isIdentifier(node) && names.has(node.text));

/** A name or a dotted one, where it is used and not only a part of a longer one. */
function mention(api: typeof ts, node: ts.Node): string | undefined {
  if (!api.isIdentifier(node) && !api.isPropertyAccessExpression(node)) return undefined;
  if (api.isPropertyAccessExpression(node.parent)) return undefined;
  return dotted(api, node);
}

function dotted(api: typeof ts, node: ts.Expression): string | undefined {
  if (api.isIdentifier(node)) return node.text;
  if (!api.isPropertyAccessExpression(node)) return undefined;
  const left = dotted(api, node.expression);
  return left === undefined ? undefined : `${left}.${node.name.text}`;
}

/** Every node below one, in no recursion: generated code nests deep. */
function visit(api: typeof ts, from: ts.Node, see: (node: ts.Node) => void): void {
  const pending = [from];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    see(node);
    api.forEachChild(node, (child) => void pending.push(child));
  }
}
