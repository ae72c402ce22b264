import type { Side } from '../../../compat-policy/pair/pair.js';
import type { Authority } from '../../../generator/ir/abi.js';
import type { MemoryType } from '../../../generator/ir/lowered.js';

/** What must be said of two versions at least; it looks at their lowered forms alone and at no rule. */
export interface Demand {
  readonly bump: 'minor' | 'major';
  readonly why: string;
}

export function* demandsOf(from: Side, to: Side): Iterable<Demand> {
  yield* ofMaps('import', signatures(from), signatures(to));
  yield* ofMaps('export', exportsOf(from), exportsOf(to), false);
  for (const [id, was] of from.layouts) {
    const is = to.layouts.get(id);
    if (is && was.kind === is.kind) yield* ofLayouts(id, was, is);
  }
  const domains = new Map(to.types.flatMap((type) => (type.kind === 'errors' ? [[type.id, type] as const] : [])));
  for (const type of from.types) {
    const now = domains.get(type.id);
    if (type.kind !== 'errors' || !now) continue;
    const codes = (cases: typeof now.cases) => new Map(cases.map((c) => [c.name, String(c.value)]));
    yield* ofMaps(`code of ${type.id}`, codes(type.cases), codes(now.cases));
  }
  yield* ofCapabilities(from, to);
}

/** A key that is gone or says something else breaks; a new one is an addition. */
function* ofMaps(what: string, from: ReadonlyMap<string, string>, to: ReadonlyMap<string, string>, all = true): Iterable<Demand> {
  for (const [key, was] of from) {
    const is = to.get(key);
    if (is !== was && (all || is !== undefined)) yield { bump: 'major', why: `${what} ${key} was ${was}, is ${is ?? 'gone'}` };
  }
  for (const key of to.keys()) if (all && !from.has(key)) yield { bump: 'minor', why: `${what} ${key} is new` };
}

const signatures = ({ functions }: Side) =>
  new Map(functions.map(({ func, signature }) => [`${func.module} ${func.field}`, JSON.stringify(signature)]));

const exportsOf = ({ exports }: Side) => new Map(exports.map((e) => [e.export.field, JSON.stringify(e.signature)]));

/** Every number of a value in memory: where it lies and what it is. Reserved bytes say nothing. */
function numbersOf(memory: MemoryType, at = 0): string[] {
  switch (memory.kind) {
    case 'scalar':
      return [`${at} ${memory.scalar}`];
    case 'record':
      return memory.fields.flatMap((field) => (field.reserved ? [] : numbersOf(field.memory, at + field.offset)));
    case 'variant': {
      const payloads = memory.cases.flatMap((c) =>
        c.memory ? numbersOf(c.memory, at + memory.payloadOffset).map((text) => `tag ${c.value}: ${text}`) : [],
      );
      return [`${at} ${memory.tag}`, ...payloads];
    }
  }
}

const unsigned = (text: string): string => text.replace(/ s(?=\d+$)/, ' u');

function* ofLayouts(id: string, was: MemoryType, is: MemoryType): Iterable<Demand> {
  if (was.size !== is.size || was.align !== is.align)
    yield { bump: 'major', why: `${id} took ${was.size} bytes at ${was.align}, takes ${is.size} at ${is.align}` };
  const now = new Set(numbersOf(is));
  // A case of a variant may be gone where only guests read it: that breaks no bytes.
  const lost = numbersOf(was).filter((text) => !now.has(text) && !text.startsWith('tag'));
  // Where the sign alone is another, the bytes are the same for numbers that both have, such as the cases of an enum.
  const widths = new Set([...now].map(unsigned));
  const bump = lost.every((text) => widths.has(unsigned(text))) ? 'minor' : 'major';
  if (lost.length > 0) yield { bump, why: `${id} no longer has ${lost.join(', ')}` };
}

/** Who may call what: asked with the smallest sets of grants that are enough in either version. */
function* ofCapabilities(from: Side, to: Side): Iterable<Demand> {
  const now = new Map(to.functions.map(({ func }) => [`${func.module} ${func.field}`, func.authority]));
  const [impliedBefore, impliedNow] = [impliesOf(from), impliesOf(to)];
  for (const { func } of from.functions) {
    const is = now.get(`${func.module} ${func.field}`);
    if (!is) continue;
    const lost = enoughFor(func.authority).find((grants) => !allows(is, grants, impliedNow));
    if (lost) yield { bump: 'major', why: `${func.id} is denied to a guest that has ${lost.join(', ') || 'nothing'}` };
    else if (!enoughFor(is).every((grants) => allows(func.authority, grants, impliedBefore)))
      yield { bump: 'minor', why: `${func.id} is open to more guests` };
  }
}

type Implies = ReadonlyMap<string, readonly string[]>;

const impliesOf = ({ abi }: Side): Implies => new Map(abi.capabilities.map(({ name, implies }) => [name, implies]));

function enoughFor(authority: Authority): readonly (readonly string[])[] {
  if (authority.kind === 'none') return [[]];
  return authority.kind === 'all' ? [authority.names] : authority.names.map((name) => [name]);
}

function allows(authority: Authority, grants: readonly string[], implies: Implies): boolean {
  const held = new Set(grants);
  // A set takes in what is added to it while it is walked: what is implied by what is implied.
  for (const name of held) for (const implied of implies.get(name) ?? []) held.add(implied);
  if (authority.kind === 'none') return true;
  const has = (name: string) => held.has(name);
  return authority.kind === 'all' ? authority.names.every(has) : authority.names.some(has);
}
