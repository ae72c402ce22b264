import type { CoreType, FuncResult, Param, Type } from '../../generator/ir/abi.js';
import type { LoweredFunc } from '../../generator/ir/lowered.js';
import { type Output, outputKeys } from '../../generator/ir/outputs.js';
import { opposites, symmetric } from '../compare/polarity.js';
import { memberOf } from '../compare/type-changes.js';
import { coreText, listText, typeText } from '../compare/words.js';
import { sameMeaning } from '../pair/equal.js';
import { itemKey } from '../pair/items.js';
import type { AbiPair, Change } from '../pair/pair.js';
import { matchParams, paramsOf } from '../pair/params.js';
import { type Hit, harm, type Rule } from '../rule.js';

/** Core signatures of imported functions, parameter by parameter. */
export const signatureRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'param-added',
      summary: 'A parameter that the function did not have.',
      why: 'Engines match function types exactly. A plain JavaScript host is called without it and reads 0.',
      fix: 'Add a function of another name that takes it.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'x', 'x'),
      witness: 'link',
    },
    {
      id: 'param-removed',
      summary: 'A parameter that the function no longer has.',
      why: 'Engines match function types exactly. In a plain JavaScript host every parameter behind it reads the value before.',
      fix: 'Keep it, say in its documentation that it is ignored, and add a function of another name without it.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'x', 'x'),
      witness: 'link',
    },
    function* ({ functions }) {
      for (const change of functions.changed)
        for (const param of paramsOf(change).added) {
          const { from, to } = change;
          yield { item: itemKey.param(to.func, param.name), is: paramText(to, param), from: from.func.origin, to: param.origin };
        }
    },
  ),
  symmetric(
    {
      id: 'param-wasm-type-changed',
      summary: 'A parameter crosses in other core types than before.',
      why: 'Engines match function types exactly. A plain JavaScript host gets a number where it expects a bigint, or the wrong parts.',
      fix: 'Add a function of another name with the new type.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'x', 'x'),
      witness: 'link',
    },
    function* (pair) {
      for (const change of pair.functions.changed)
        for (const { from: old, to: now } of paramsOf(change).kept) {
          const { from, to } = change;
          if (sameMeaning(old, now, pair.sameType)) continue;
          if (coreText(coreOf(from, old)) === coreText(coreOf(to, now)) || onlyTypeChanged(pair, old, now)) continue;
          yield {
            item: itemKey.param(from.func, old.name),
            itemNow: itemKey.param(to.func, now.name),
            what: 'the core type',
            was: paramText(from, old),
            is: paramText(to, now),
            from: old.origin,
            to: now.origin,
          };
        }
    },
  ),
  symmetric(
    {
      id: 'param-reordered',
      summary: 'Parameters that stand in another order.',
      why: 'A swap of two parameters of one core type links, and each is read as the other.',
      fix: 'Keep the order, or add a function of another name.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: 'value',
    },
    function* ({ functions }) {
      for (const change of functions.changed) {
        const { from, to } = change;
        const { kept, reordered } = paramsOf(change);
        if (!reordered) continue;
        const moved = [...kept].sort((a, b) => to.func.params.indexOf(a.to) - to.func.params.indexOf(b.to));
        yield {
          item: itemKey.import(from.func),
          itemNow: itemKey.import(to.func),
          what: 'the order of the parameters',
          was: listText(kept.map((p) => p.from.name)),
          is: listText(moved.map((p) => p.to.name)),
          from: { ...from.func.origin, pointer: `${from.func.origin.pointer}/params` },
          to: { ...to.func.origin, pointer: `${to.func.origin.pointer}/params` },
        };
      }
    },
  ),
  symmetric(
    {
      id: 'param-renamed',
      summary: 'A parameter that has another name.',
      why: 'Emitted bindings take parameters by their place. Names of outputs that hosts return together are told by `output-renamed`.',
      fix: 'Nothing to do.',
      bump: 'patch',
      harm: harm('-', '-', '-', '-'),
      witness: { none: 'nothing breaks' },
    },
    function* ({ functions, exports }) {
      for (const change of functions.changed) {
        const keys = new Set(keyChanges(change).map(({ from }) => from.passing?.param));
        const placed = paramsOf(change).kept.filter((param) => !keys.has(param.from));
        yield* renamed(placed, change.from.func, change.to.func, itemKey.param);
      }
      for (const { from, to } of exports.changed) {
        const { kept } = matchParams(from.export.params, to.export.params);
        yield* renamed(kept, from.export, to.export, itemKey.exportParam);
      }
    },
  ),
  symmetric(
    {
      id: 'output-renamed',
      summary: 'One of several values that a host returns has another name.',
      why: 'A host method returns them as one object with their names as keys: what old host source returns lacks the key.',
      fix: 'Keep the name.',
      bump: 'major',
      harm: harm('-', '-', 'x', '-'),
      witness: { none: 'no engine sees the name' },
    },
    function* ({ functions }) {
      for (const change of functions.changed)
        for (const { from: old, to: now } of keyChanges(change)) {
          const [from, to] = [outputOf(change.from, old), outputOf(change.to, now)];
          const words = { what: 'the name', was: old.name, is: now.name };
          if (old.name !== now.name) yield { item: from.key, itemNow: to.key, ...words, from: from.origin, to: to.origin };
        }
    },
  ),
  ...opposites(
    {
      id: 'result-added',
      summary: 'A function that answers something now and did not before.',
      why: 'Engines match function types exactly. A new guest on a plain old JavaScript host reads 0, which often means success.',
      fix: 'Add a function of another name that answers it.',
      bump: 'major',
      harm: harm('L', 'L/S', 'x', 'x'),
      witness: 'link',
    },
    {
      id: 'result-removed',
      summary: 'A function that no longer answers anything.',
      why: 'Engines match function types exactly. On a plain JavaScript host an old guest reads 0, which often means success.',
      fix: 'Keep the result, and add a function of another name without it.',
      bump: 'major',
      harm: harm('L/S', 'L', 'x', 'x'),
      witness: 'value',
    },
    function* ({ functions }) {
      for (const { from, to } of functions.changed)
        if (!from.func.result && to.func.result)
          yield { item: itemKey.result(to.func), is: resultText(to, to.func.result), from: from.func.origin, to: to.func.result.origin };
    },
  ),
  symmetric(
    {
      id: 'result-wasm-type-changed',
      summary: 'A result crosses in another core type than before.',
      why: 'Engines match function types exactly. On a plain JavaScript host a guest that expects a bigint throws at a number, and a large number is cut.',
      fix: 'Add a function of another name with the new type.',
      bump: 'major',
      harm: harm('L/E', 'L/E', 'x', 'x'),
      witness: 'link',
    },
    (pair) => resultChanges(pair),
  ),
];

function* resultChanges(pair: AbiPair): Iterable<Hit> {
  for (const { from, to } of pair.functions.changed) {
    const [old, now] = [from.func.result, to.func.result];
    if (!old || !now || coreText(from.signature.results) === coreText(to.signature.results)) continue;
    if (onlyResultTypeChanged(pair, { from, to })) continue;
    yield {
      item: itemKey.result(from.func),
      itemNow: itemKey.result(to.func),
      what: 'the core type',
      was: resultText(from, old),
      is: resultText(to, now),
      from: old.origin,
      to: now.origin,
    };
  }
}

const coreOf = ({ coreParams }: LoweredFunc, param: Param): readonly CoreType[] =>
  coreParams.filter((core) => core.param === param).map((core) => core.type);

/** Whether everything that makes the core types is as it was but for the definition of the type, which is told where it stands. */
const onlyTypeChanged = (pair: AbiPair, from: Param, to: Param): boolean => sameMeaning(crossing(from), crossing(to), pair.sameType);

const crossing = ({ type, pass, core, addressType, lengthType, written, count }: Param) => ({
  type,
  pass,
  core,
  addressType,
  lengthType,
  written,
  shared: count !== undefined,
});

/** The same for a result. */
const onlyResultTypeChanged = (pair: AbiPair, { from, to }: Change<LoweredFunc>): boolean =>
  sameMeaning(answering(from), answering(to), pair.sameType);

const answering = ({ func: { result, params } }: LoweredFunc) => ({
  type: result?.type,
  core: result?.core,
  encoding: result?.encoding,
  domain: result?.errors[0],
  written: params.some((p) => p.written === 'result'),
});

const paramText = (func: LoweredFunc, param: Param): string => `${typeText(param.type)} ${coreText(coreOf(func, param))}`;

const resultText = ({ signature }: LoweredFunc, { type, errors }: FuncResult): string =>
  `${typeText(type ?? (errors[0] as Type | undefined))} ${coreText(signature.results)}`;

/** Outputs of one function that are keys of what its host returns in both versions. */
function keyChanges(change: Change<LoweredFunc>): Change<Output>[] {
  const params = new Map<Param | undefined, Param | undefined>([[undefined, undefined]]);
  for (const { from, to } of paramsOf(change).kept) params.set(from, to);
  const keys = outputKeys(change.to);
  return outputKeys(change.from).flatMap((from) => {
    const param = from.passing?.param;
    const to = params.has(param) ? keys.find((key) => key.passing?.param === params.get(param)) : undefined;
    return to ? [{ from, to }] : [];
  });
}

const outputOf = ({ func }: LoweredFunc, { passing }: Output) =>
  passing
    ? { key: itemKey.param(func, passing.param.name), origin: memberOf(passing.param.origin, 'name') }
    : { key: itemKey.result(func), origin: memberOf(func.result?.origin ?? func.origin, 'name') };

type Identified = { readonly id: string };

/** Parameters of one function or export that kept their place and not their name. */
function* renamed(
  kept: readonly Change<Pick<Param, 'name' | 'origin'>>[],
  from: Identified,
  to: Identified,
  keyOf: (of: Identified, name: string) => string,
): Generator<Hit> {
  for (const { from: old, to: now } of kept)
    if (old.name !== now.name)
      yield {
        item: keyOf(from, old.name),
        itemNow: keyOf(to, now.name),
        what: 'the name',
        was: old.name,
        is: now.name,
        from: memberOf(old.origin, 'name'),
        to: memberOf(now.origin, 'name'),
      };
}
