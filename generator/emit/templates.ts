import { createRequire } from 'node:module';
import { InternalError } from '../diagnostics/diagnostic.js';

type Engine = typeof import('handlebars');
type Template = (view: object) => string;

/** The helpers that a template may use. A field of such a name is written `this.if`. */
export const helpers = { if: true, unless: true, each: true } as const;

/**
 * Makes the function that renders templates by name. Handlebars is loaded by the first call (25 ms). Output is not
 * HTML: view models hold text that is already escaped for its language.
 *
 * A path that the view lacks throws, also as the argument of a block, which Handlebars' own strict mode lets pass.
 */
export function createRenderer(loadText: (name: string) => string): (template: string, view: object) => string {
  const compiled = new Map<string, Template>();
  let engine: Engine | undefined;
  return (name, view) => {
    engine ??= strictEngine();
    const template = compiled.get(name) ?? compile(engine, loadText(name));
    compiled.set(name, template);
    try {
      return template(view);
    } catch (cause) {
      throw new InternalError(`template ${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  };
}

/** Every helper of Handlebars; those that templates may not use are ordinary field names. */
const knownHelpers = { ...helpers, lookup: false, log: false, with: false, helperMissing: false, blockHelperMissing: false };

const compile = (engine: Engine, text: string): Template =>
  engine.compile(text, { noEscape: true, strict: true, assumeObjects: false, knownHelpersOnly: true, knownHelpers });

/** An engine of its own, whose blocks refuse what the view lacks. */
function strictEngine(): Engine {
  const { create } = createRequire(import.meta.url)('handlebars') as Engine;
  const engine = create();
  for (const name of Object.keys(helpers)) {
    const block = engine.helpers[name];
    if (!block) throw new InternalError(`handlebars has no helper ${name}`);
    engine.registerHelper(name, function (this: unknown, value: unknown, options: { loc: { start: { line: number } } }) {
      // `unless` calls `if` without a place, after its own check.
      if (value === undefined) throw new Error(`line ${options.loc.start.line}: the argument of #${name} is not in the view`);
      if (name === 'each' && !Array.isArray(value)) throw new Error(`line ${options.loc.start.line}: #each is given no array`);
      return block.call(this, value, options as never);
    });
  }
  return engine;
}
