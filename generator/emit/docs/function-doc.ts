import {
  type Abi,
  baseType,
  type Contractual,
  deterministicText,
  type ErrorDomain,
  type Func,
  type Item,
  type Param,
} from '../../ir/abi.js';
import type { CoreParam, LoweredFunc, Passing } from '../../ir/lowered.js';
import { answerText, crossingFacts, shortText, taskFacts } from '../facts.js';
import { deprecationText } from '../lifecycle.js';
import { docLines, oneLine, visible } from '../text/visible.js';

/** How a language spells the names that a text mentions. */
export interface DocNames {
  readonly domain: (domain: ErrorDomain) => string;
  /** A function of the ABI by its id. */
  readonly func: (id: string) => string;
}

export interface ParamDoc {
  readonly name: string;
  readonly direction: 'in' | 'out' | 'inout';
  readonly text: string;
}

/** What guests read about a function besides its deprecation, as plain text without any markup. Every string is one line. */
export interface FunctionDoc {
  readonly text: readonly string[];
  /** One for each core parameter of which something is to be said. */
  readonly params: readonly ParamDoc[];
  readonly answer: string | undefined;
  /** Link name, availability, authority and effects, one fact a line. */
  readonly facts: readonly string[];
}

/** The documentation of an item, then its contract. */
export const contractLines = ({ doc, normative }: Item & Contractual): string[] => [
  ...docLines(doc),
  ...(normative === undefined ? [] : ['', ...docLines(normative)]),
];

/** The documentation of a function; `paramNames` are those of its core parameters, in order. */
export function functionDoc(lowered: LoweredFunc, abi: Abi, names: DocNames, paramNames: readonly string[]): FunctionDoc {
  const { func } = lowered;
  return {
    text: contractLines(func),
    params: lowered.coreParams.flatMap((core, i) => parameterDoc(core, lowered, paramNames[i] ?? core.name)),
    answer: answerDoc(lowered, names),
    facts: [...facts(func, abi, names)],
  };
}

function parameterDoc(core: CoreParam, { passings }: LoweredFunc, name: string): ParamDoc[] {
  const passing = passings.find((p) => p.param === core.param);
  const direction =
    core.role === 'length-address' || (core.role === 'address' && core.param.pass === 'out')
      ? 'out'
      : core.role === 'address' && core.param.pass === 'inout'
        ? 'inout'
        : 'in';
  const text = [...roleText(core, passing)].filter((part) => part !== '').join(' ');
  return text === '' ? [] : [{ name, direction, text }];
}

function* roleText({ role, param }: CoreParam, passing: Passing | undefined): Iterable<string> {
  switch (role) {
    case 'length':
      yield `Length of ${param.name} in bytes.`;
      if (param.maxLength !== undefined) yield `At most ${param.maxLength}.`;
      return;
    case 'capacity':
      yield `Size of ${param.name} in bytes.`;
      return;
    case 'length-address':
      yield `Where the length of ${param.name} is written, as a ${param.lengthWidth}.`;
      return;
    case 'count':
      yield passing?.by === 'count' ? oneLine(param.doc) : `Number of items of ${param.name}.`;
      return;
    default:
      yield oneLine(param.doc);
      yield* passedText(param);
  }
}

/** What the guest must know about how a parameter is passed. */
function* passedText(param: Param): Iterable<string> {
  if (baseType(param.type).kind === 'string') yield 'UTF-8.';
  yield* crossingFacts(param);
  if (param.whenShort) yield shortText(param);
  const deprecated = deprecationText(param.deprecated);
  if (deprecated !== undefined) yield oneLine(deprecated);
}

function answerDoc({ func }: LoweredFunc, names: DocNames): string | undefined {
  const { result } = func;
  if (!result) return undefined;
  const domains = result.errors.map(names.domain).join(' or ');
  const value = [
    oneLine(result.doc),
    result.unit === undefined ? '' : `Unit: ${oneLine(result.unit)}.`,
    result.absent === undefined ? '' : `${result.absent} means absent.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
  switch (result.encoding) {
    case 'value':
      return value === '' ? 'The value.' : value;
    case 'value-or-negative-error': {
      const error = `a negated error of ${domains}.`;
      if (value !== '') return `${value} Otherwise ${error}`;
      const length = func.params.find((param) => param.written === 'result');
      return `${result.type !== undefined ? 'The value' : length ? `The length of ${length.name}` : '0'}, or ${error}`;
    }
    case 'status':
      return [value, `A code of ${domains}.`].filter((part) => part !== '').join(' ');
  }
}

function* facts(func: Func, abi: Abi, names: DocNames): Iterable<string> {
  yield `Import ${visible(func.module)} ${visible(func.field)}${func.since === undefined ? '' : `, since ${func.since}`}${func.stability === 'stable' ? '' : `, ${func.stability}`}.`;
  yield `Targets: ${func.targets.join(', ')}.`;
  for (const target of abi.targets) {
    const answer = func.targets.includes(target.name) ? undefined : func.lacking[target.name];
    if (answer) yield `On ${target.name} it ${answerText(answer)}.`;
  }
  if (func.authority.kind === 'none') yield `Capability: none. ${oneLine(func.authority.reason)}`;
  else {
    yield `Capability: ${func.authority.names.join(func.authority.kind === 'all' ? ' and ' : ' or ')}.`;
    yield `Without its grant it ${answerText(func.denied)}.`;
  }
  if (func.optional) yield `A host may leave it out; it then ${answerText(func.missing)}.`;
  if (func.effects.blocking) yield 'It may block.';
  if (func.effects.nondeterministic) yield 'Two runs can get different answers.';
  if (func.deterministic) yield `In deterministic mode it ${oneLine(deterministicText(func.deterministic))}.`;
  if (func.effects.reenters) yield 'The host may call exports of the guest during the call.';
  if (func.sizedBy !== undefined) yield `Call ${names.func(`${func.interfaceName}.${func.sizedBy}`)} first, for the sizes.`;
  yield* taskFacts(func);
  if (func.noreturn) yield 'It does not return.';
}
