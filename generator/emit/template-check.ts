import { createRequire } from 'node:module';
import { helpers } from './templates.js';

type Program = hbs.AST.Program;
type Expression = hbs.AST.Expression;
type Path = hbs.AST.PathExpression;

/** A path that stands in a template. */
export interface TemplateField {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export interface TemplateFault extends TemplateField {
  readonly why: string;
}

export interface TemplateCheck {
  readonly faults: readonly TemplateFault[];
  /** The paths that were met with a value; those in blocks that the view does not enter are not among them. */
  readonly reached: readonly TemplateField[];
}

/** What a path is looked up in: the innermost context last. */
interface Scope {
  readonly contexts: readonly unknown[];
  readonly root: unknown;
  readonly data: Readonly<Record<string, unknown>>;
  readonly blockParams: Readonly<Record<string, unknown>>;
}

const parse = (text: string): Program => (createRequire(import.meta.url)('handlebars') as typeof import('handlebars')).parse(text);

/** All paths of a template, in the order in which they stand. */
export function templateFields(text: string): TemplateField[] {
  const fields: TemplateField[] = [];
  const visit = (program: Program | undefined): void => {
    for (const statement of program?.body ?? []) {
      if (isMustache(statement) && isPath(statement.path)) fields.push(fieldOf(statement.path));
      if (!isBlock(statement)) continue;
      for (const argument of statement.params) if (isPath(argument)) fields.push(fieldOf(argument));
      visit(statement.program);
      visit(statement.inverse);
    }
  };
  visit(parse(text));
  return fields;
}

/** Follows a template through a view model and tells what the view lacks, or what the templates of this house may not use. */
export function checkTemplate(text: string, view: object): TemplateCheck {
  const faults = new Map<string, TemplateFault>();
  const reached = new Map<string, TemplateField>();
  const fault = (field: TemplateField, why: string) => void faults.set(`${field.line}:${field.column} ${why}`, { ...field, why });

  const evaluate = (expression: Expression, scope: Scope): unknown => {
    if (!isPath(expression)) {
      if (expression.type === 'SubExpression') fault(at(expression, '(…)'), 'is a subexpression');
      return (expression as { value?: unknown }).value;
    }
    const field = fieldOf(expression);
    const found = lookUp(expression, scope);
    if ('missing' in found) {
      fault(field, `the view has no ${found.missing}`);
      return undefined;
    }
    reached.set(`${field.line}:${field.column}`, field);
    return found.value;
  };

  const visitBlock = (block: hbs.AST.BlockStatement, scope: Scope): void => {
    const name = block.path.original;
    const [argument] = block.params;
    if (!Object.hasOwn(helpers, name) || argument === undefined || block.params.length > 1) {
      fault(fieldOf(block.path), 'is no block of one argument that templates may use');
      return;
    }
    const value = evaluate(argument, scope);
    if (value === undefined) fault(at(argument, name), 'is given undefined');
    else if (name !== 'each') visit(isTrue(value) === (name === 'if') ? block.program : block.inverse, scope);
    else if (Array.isArray(value)) visitItems(block, value, scope);
    else fault(at(argument, name), 'is given no array');
  };

  const visitItems = (block: hbs.AST.BlockStatement, items: readonly unknown[], scope: Scope): void => {
    if (items.length === 0) visit(block.inverse, scope);
    const [item, index] = block.program.blockParams ?? [];
    for (const [i, context] of items.entries()) {
      visit(block.program, {
        root: scope.root,
        contexts: [...scope.contexts, context],
        data: { index: i, key: i, first: i === 0, last: i === items.length - 1 },
        blockParams: {
          ...scope.blockParams,
          ...(item === undefined ? {} : { [item]: context }),
          ...(index === undefined ? {} : { [index]: i }),
        },
      });
    }
  };

  const visit = (program: Program | undefined, scope: Scope): void => {
    for (const statement of program?.body ?? []) {
      if (isBlock(statement)) visitBlock(statement, scope);
      else if (isMustache(statement)) {
        const field = at(statement, String((statement.path as Path).original));
        if (statement.params.length > 0 || Object.hasOwn(helpers, field.path)) fault(field, 'is called as a helper');
        const value = evaluate(statement.path, scope);
        // Two numbers side by side would be added: Handlebars joins its pieces with `+`.
        if (typeof value !== 'string') fault(field, `is ${value === null ? 'null' : typeof value}, which is not text`);
      } else if (statement.type !== 'ContentStatement' && statement.type !== 'CommentStatement')
        fault(at(statement, statement.type), 'is not used in templates');
    }
  };

  visit(parse(text), { contexts: [view], root: view, data: {}, blockParams: {} });
  return { faults: [...faults.values()], reached: [...reached.values()] };
}

/** What `#if` takes for true. */
const isTrue = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));

function lookUp(path: Path, scope: Scope): { value: unknown } | { missing: string } {
  const parts = [...path.parts];
  const [head] = parts;
  let value: unknown;
  if (path.data) {
    const name = parts.shift() ?? '';
    if (name !== 'root' && !Object.hasOwn(scope.data, name)) return { missing: `@${name}` };
    value = name === 'root' ? scope.root : scope.data[name];
  } else if (path.depth === 0 && head !== undefined && !path.original.startsWith('this.') && Object.hasOwn(scope.blockParams, head)) {
    parts.shift();
    value = scope.blockParams[head];
  } else {
    // Handlebars opens a context for every each, and none for if and unless, as is done here.
    const index = scope.contexts.length - 1 - path.depth;
    if (index < 0) return { missing: path.original };
    value = scope.contexts[index];
  }
  for (const part of parts) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, part)) return { missing: part };
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return { value };
}

const isPath = (node: hbs.AST.Node): node is Path => node.type === 'PathExpression';
const isBlock = (node: hbs.AST.Node): node is hbs.AST.BlockStatement => node.type === 'BlockStatement';
const isMustache = (node: hbs.AST.Node): node is hbs.AST.MustacheStatement => node.type === 'MustacheStatement';
const at = (node: hbs.AST.Node, path: string): TemplateField => ({ path, line: node.loc.start.line, column: node.loc.start.column });
const fieldOf = (path: Path): TemplateField => at(path, path.original);
