import { createRequire } from 'node:module';
import type ts from 'typescript';
import { callsExports, exportAliases, reachesOf, usedExports } from './host-uses.js';
import type { HostFunction, HostSource } from './material.js';

type FunctionNode = ts.FunctionLikeDeclaration;

/** What a host's source says, by name. Of things with one name the first counts. */
interface Declared {
  /** Functions and values that are declared or assigned, by plain name. */
  readonly values: Map<string, ts.Node>;
  /** Object literals that stand under a key or are assigned to a property, by that key. */
  readonly objects: Map<string, ts.Expression[]>;
  /** Functions that are assigned to `x.module.name` or `module.name`, by module and name. */
  readonly assigned: Map<string, ts.Expression>;
}

/**
 * Finds in the JavaScript or TypeScript of a host which function it gives for which import: members of an object under the name of
 * the module, and else what is declared under the name of the import. The source is read as text and never run, and what is not
 * written in one of these ways is not found.
 */
export function readHostSource(text: string, path: string): HostSource {
  const api = createRequire(import.meta.url)('typescript') as typeof ts;
  const kind = /\.[cm]?tsx?$/.test(path) ? api.ScriptKind.TS : api.ScriptKind.JS;
  const file = api.createSourceFile(path, text, api.ScriptTarget.Latest, true, kind);
  const declared = declarations(api, file);
  const aliases = exportAliases(api, file);
  const known = new Map<string, HostFunction | undefined>();
  return {
    functionFor: (module, name) => {
      const key = JSON.stringify([module, name]);
      if (!known.has(key)) known.set(key, describe(api, find(api, declared, module, name), aliases));
      return known.get(key);
    },
    exports: usedExports(api, file, aliases),
  };
}

function declarations(api: typeof ts, file: ts.SourceFile): Declared {
  const declared: Declared = { values: new Map(), objects: new Map(), assigned: new Map() };
  const first = (name: string, node: ts.Node) => {
    if (!declared.values.has(name)) declared.values.set(name, node);
  };
  const object = (key: string, value: ts.Expression) => void declared.objects.set(key, [...(declared.objects.get(key) ?? []), value]);
  const pending: ts.Node[] = [file];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (api.isFunctionDeclaration(node) && node.name) first(node.name.text, node);
    else if (api.isVariableDeclaration(node) && api.isIdentifier(node.name) && node.initializer) first(node.name.text, node.initializer);
    else if (api.isPropertyAssignment(node)) object(keyOf(api, node.name), node.initializer);
    else if (api.isShorthandPropertyAssignment(node)) object(node.name.text, node.name);
    else if (api.isBinaryExpression(node) && node.operatorToken.kind === api.SyntaxKind.EqualsToken) {
      const path = accessPath(api, node.left);
      const [module, name] = path.slice(-2);
      if (path.length === 1 && module !== undefined) first(module, node.right);
      if (path.length > 1 && module !== undefined && name !== undefined) {
        object(name, node.right);
        const key = JSON.stringify([module, name]);
        if (!declared.assigned.has(key)) declared.assigned.set(key, node.right);
      }
    }
    // In the order of the text, without recursion: generated code nests deep.
    const children: ts.Node[] = [];
    api.forEachChild(node, (child) => void children.push(child));
    pending.push(...children.reverse());
  }
  return declared;
}

const keyOf = (api: typeof ts, name: ts.PropertyName | ts.BindingName): string =>
  api.isIdentifier(name) || api.isStringLiteralLike(name) || api.isNumericLiteral(name) ? name.text : '';

/** `imports.env['log']` as its parts; empty if a part is computed. */
function accessPath(api: typeof ts, node: ts.Expression): string[] {
  if (api.isIdentifier(node)) return [node.text];
  if (api.isPropertyAccessExpression(node)) return [...accessPath(api, node.expression), node.name.text];
  if (api.isElementAccessExpression(node) && api.isStringLiteralLike(node.argumentExpression))
    return [...accessPath(api, node.expression), node.argumentExpression.text];
  return [];
}

interface Found {
  readonly node: FunctionNode;
  /** What the host calls it, where that is another name. */
  readonly name: string | undefined;
}

function find(api: typeof ts, declared: Declared, module: string, name: string): Found | undefined {
  for (const value of declared.objects.get(module) ?? [])
    for (const member of membersOf(api, declared, value)) {
      if (keyOf(api, member.name ?? api.factory.createIdentifier('')) !== name) continue;
      const found = functionOf(api, declared, member);
      if (found) return found;
    }
  const direct = declared.assigned.get(JSON.stringify([module, name]));
  const found = direct && functionOf(api, declared, direct);
  return found ?? functionOf(api, declared, declared.values.get(name));
}

/** Members of an object literal, also of one that stands in a call (`Object.assign(..)`), is spread or has a name. */
function membersOf(api: typeof ts, declared: Declared, value: ts.Node, depth = 0): ts.ObjectLiteralElementLike[] {
  if (depth > deepest) return [];
  const inside = (node: ts.Node) => membersOf(api, declared, node, depth + 1);
  if (api.isObjectLiteralExpression(value))
    return value.properties.flatMap((p) => (api.isSpreadAssignment(p) ? inside(p.expression) : [p]));
  if (api.isIdentifier(value)) {
    const named = declared.values.get(value.text);
    return named ? inside(named) : [];
  }
  if (api.isCallExpression(value)) return value.arguments.flatMap(inside);
  if (api.isParenthesizedExpression(value) || api.isAsExpression(value) || api.isSatisfiesExpression(value))
    return inside(value.expression);
  return [];
}

const deepest = 8;

function functionOf(api: typeof ts, declared: Declared, node: ts.Node | undefined, name?: string, depth = 0): Found | undefined {
  if (node === undefined || depth > deepest) return undefined;
  if (api.isMethodDeclaration(node) || api.isFunctionDeclaration(node) || api.isFunctionExpression(node) || api.isArrowFunction(node))
    return { node, name };
  const next = (inner: ts.Node | undefined, called = name) => functionOf(api, declared, inner, called, depth + 1);
  if (api.isPropertyAssignment(node)) return next(node.initializer);
  if (api.isShorthandPropertyAssignment(node)) return next(node.name);
  if (api.isIdentifier(node)) return next(declared.values.get(node.text), node.text);
  if (api.isParenthesizedExpression(node) || api.isAsExpression(node) || api.isSatisfiesExpression(node)) return next(node.expression);
  // `x = x || function ..`, and wrappers around a function (`new WebAssembly.Suspending(async ..)`).
  if (api.isBinaryExpression(node)) return next(node.right);
  if (api.isCallExpression(node) || api.isNewExpression(node))
    return next(node.arguments?.find((argument) => next(argument) !== undefined));
  return undefined;
}

function describe(api: typeof ts, found: Found | undefined, aliases: ReadonlySet<string>): HostFunction | undefined {
  if (!found) return undefined;
  const { node, name } = found;
  const text = api
    .getJSDocCommentsAndTags(node)
    .map((part) => (api.isJSDoc(part) ? (api.getTextOfJSDocComment(part.comment) ?? '') : ''))
    .join('\n')
    .trim();
  return {
    name,
    params: node.parameters.map((p) => (api.isIdentifier(p.name) && !p.dotDotDotToken ? p.name.text : undefined)),
    doc: text === '' ? undefined : text,
    async: (api.getCombinedModifierFlags(node as ts.Declaration) & api.ModifierFlags.Async) !== 0,
    reenters: callsExports(api, node, aliases),
    reaches: reachesOf(api, node),
  };
}
