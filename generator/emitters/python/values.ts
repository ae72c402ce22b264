import { type PyExpression, pyBool, pyCall, pyOptional, pyString, pyTuple } from '../../emit/text/python.js';
import { docLines } from '../../emit/text/visible.js';
import type { Answer, Authority, Effects, Named } from '../../ir/abi.js';
import type { Type } from '../../ir/types.js';

/** What several kinds of items say of themselves, as calls of the classes of the templates. */

export const strings = (texts: readonly string[]): PyExpression => pyTuple(texts.map(pyString));
export const optionalString = (text: string | undefined): PyExpression => pyOptional(text, pyString);
export const integer = (value: bigint | number): string => String(value);
export const optionalInteger = (value: bigint | number | undefined): PyExpression => pyOptional(value, integer);
export const docOf = (item: { readonly doc: string }): string => pyString(docLines(item.doc).join('\n'));
export const link = (module: string, field: string): PyExpression => pyCall('Link', { module: pyString(module), field: pyString(field) });

/** A built-in type by its name, a named type by its id. */
export const typeName = (type: Type): string => ('id' in type ? type.id : type.kind === 'scalar' ? type.scalar : type.kind);

/** Defaults of fields of the classes, which calls leave out. */
const defaults: Readonly<Record<string, string>> = {
  since: 'None',
  status: '"active"',
  stability: '"stable"',
  deprecated: 'None',
  optional: 'False',
  absent: 'None',
  written: 'None',
  own: 'False',
  retained: 'False',
  align: '1',
  reserved: 'False',
  life: 'Life()',
  doc: '""',
  task: 'None',
  pumps: '()',
  sized_by: 'None',
};

/** A call of a class without the arguments that have their default. */
export const made = (name: string, args: Readonly<Record<string, PyExpression>>): PyExpression =>
  pyCall(name, Object.fromEntries(Object.entries(args).filter(([key, value]) => defaults[key] !== value)));

export function life(item: Named): PyExpression {
  const { since, status, stability, deprecated } = item;
  if (since === undefined && status === 'active' && stability === 'stable') return 'Life()';
  return made('Life', {
    since: optionalString(since),
    status: pyString(status),
    stability: pyString(stability),
    deprecated: pyOptional(deprecated, (d) =>
      pyCall('Deprecation', {
        since: pyString(d.in),
        remove_in: optionalString(d.removeIn),
        replacement: optionalString(d.replacement),
        no_replacement: optionalString(d.noReplacement),
        note: optionalString(d.note),
      }),
    ),
  });
}

export function answer(given: Answer): PyExpression {
  const error = given.kind === 'error' ? given.case.name : undefined;
  const value = given.kind === 'error' ? given.case.value : given.kind === 'value' ? given.value : undefined;
  return pyCall('Answer', { kind: pyString(given.kind), error: optionalString(error), value: optionalInteger(value) });
}

export const authority = (needed: Authority): PyExpression =>
  pyCall('Authority', {
    kind: pyString(needed.kind),
    names: strings(needed.kind === 'none' ? [] : needed.names),
    reason: optionalString(needed.kind === 'none' ? needed.reason : undefined),
  });

export const effects = (done: Effects): PyExpression =>
  pyCall('Effects', {
    nondeterministic: pyBool(done.nondeterministic),
    blocking: pyBool(done.blocking),
    where_forbidden: pyString(done.whereForbidden),
    reenters: pyBool(done.reenters),
    thread_safe: pyBool(done.threadSafe),
  });
