import { markdownCode, markdownText } from '../../emit/text/markdown.js';
import { baseType, type Case, type Func, type Param, type Role } from '../../ir/abi.js';

/** Whether the guest hands over a number that names a resource; the other handles are numbers of the host. */
const isHandle = (param: Param): boolean => {
  const base = baseType(param.type);
  return base.kind === 'handle' && base.issuedBy === 'glue';
};

const inMemory = (param: Param): boolean => {
  const { kind } = baseType(param.type);
  return (
    param.pass !== 'in' || ['string', 'bytes', 'buffers', 'packed', 'packed-union', 'payload', 'list', 'record', 'variant'].includes(kind)
  );
};

/** The errors that every host answers in the same cases, as a fact of the page; the others are those that its method gives. */
export function errorFacts(func: Func): string[] {
  const reasons = new Map<Case, string[]>();
  const note = (c: Case | undefined, reason: string) => {
    if (c) reasons.set(c, [...(reasons.get(c) ?? []), reason]);
  };
  /** The same reason with each parameter that it is true of. */
  const noteEach = (params: readonly Param[], caseOf: (param: Param) => Case | undefined, reason: string) => {
    for (const c of new Set(params.map(caseOf)))
      note(
        c,
        `${params
          .filter((p) => caseOf(p) === c)
          .map((p) => p.name)
          .join(' or ')} ${reason}`,
      );
  };
  const role = (name: Role) => func.result?.errors[0]?.roles[name];
  const given = func.params.filter((p) => p.pass !== 'count');
  noteEach(given.filter(inMemory), (p) => p.fault ?? role('fault'), 'outside the memory');
  if (given.length > 0) note(role('invalid'), 'a value that its type does not allow');
  noteEach(
    given.filter((p) => p.pass === 'in' && isHandle(p)),
    () => role('bad-handle'),
    'names nothing',
  );
  noteEach(given, (p) => (p.whenShort?.kind === 'error' ? p.whenShort.case : undefined), 'too small');
  if (func.denied.kind === 'error' && func.authority.kind !== 'none') note(func.denied.case, 'not granted');
  if (func.missing.kind === 'error') note(func.missing.case, 'the host does not have it');
  note(role('internal'), 'the host failed');
  const texts = [...reasons].map(([c, list]) => `${markdownCode(c.name)} (${list.map(markdownText).join('; ')})`);
  return texts.length === 0 ? [] : [`**Errors on every host:** ${texts.join(', ')}`];
}
