import { type Answer, baseType, deterministicText, type Func, type Param } from '../ir/abi.js';
import { oneLine } from './text/visible.js';

/**
 * What the ABI says besides names and types, in sentences for readers of any language. The sentences are plain text: whoever
 * puts them into an output escapes them for it.
 */

/** What a reader must know about how a parameter is passed, whichever way the reader sees it. */
export function* crossingFacts(param: Param): Iterable<string> {
  const base = baseType(param.type);
  if (param.unit !== undefined) yield `Unit: ${oneLine(param.unit)}.`;
  if (base.kind === 'payload') yield `Encoded as ${base.codec}.`;
  if (base.kind === 'packed' || base.kind === 'packed-union') yield `Encoded as ${base.id}.`;
  if (param.optional) yield 'Absent if address and length are both 0.';
  if (param.absent !== undefined) yield `Absent if ${param.absent}.`;
  if (param.align > 1) yield `Aligned to ${param.align} bytes.`;
  if (param.own) yield 'The call closes the handle.';
  if (param.retained) yield 'The host may keep the bytes after the call, as a copy.';
  if (param.mayOverlap) yield 'May overlap other buffers of the call.';
  if (param.errorText) yield 'Written only when the call fails.';
}

/** All of it for a reader who sees the parameter as one value, not as core parameters: also lengths, count and bad ranges. */
export function* passingFacts(param: Param): Iterable<string> {
  yield* crossingFacts(param);
  if (param.minLength > 0) yield `At least ${param.minLength} long.`;
  if (param.maxLength !== undefined) yield `At most ${param.maxLength} long.`;
  if (param.count !== undefined) yield `${param.count} carries the number of items.`;
  if (param.written !== undefined) yield writtenText(param);
  if (param.whenShort) yield shortText(param);
  if (param.fault) yield `A range outside the memory answers ${param.fault.name}.`;
}

function writtenText({ written, lengthWidth }: Param): string {
  if (written === 'all') return 'The host fills it whole.';
  return written === 'result' ? 'The result is the length that was written.' : `The length goes through a pointer, as a ${lengthWidth}.`;
}

/** What happens to a value that the buffer of a guest is too small for. */
export function shortText({ whenShort, written }: Param): string {
  if (whenShort?.kind !== 'error') return 'If it is too small, the value is cut.';
  const length = written === 'length' ? ', writes the length that is needed,' : '';
  const item = {
    same: 'and gives the same value when asked again',
    kept: 'and keeps the value for the next call with the same handle',
    lost: 'and the value is lost',
  }[whenShort.item];
  return `If it is too small, the call answers ${whenShort.case.name}${length} ${item}.`;
}

/** How an import answers, as the verb of a sentence. */
export function answerText(answer: Answer): string {
  if (answer.kind === 'error') return `answers ${answer.case.name}`;
  return answer.kind === 'value' ? `answers ${answer.value}` : 'traps';
}

/** What a call does besides answering, and who answers it. */
export function* effectFacts(func: Func): Iterable<string> {
  const { effects } = func;
  if (effects.nondeterministic) yield 'Two runs can get different answers.';
  if (func.deterministic) yield `In deterministic mode it ${oneLine(deterministicText(func.deterministic))}.`;
  if (effects.blocking) yield `It may block; where that is forbidden, ${blockingText[effects.whereForbidden]}.`;
  if (effects.reenters) yield 'The host may call exports of the guest during the call.';
  if (effects.threadSafe) yield 'It may be called from several threads at once.';
  if (func.pumps.length > 0) yield `During the call the host feeds ${func.pumps.map((stream) => stream.id).join(', ')}.`;
  if (func.sizedBy !== undefined) yield `Call ${func.sizedBy} first, for the sizes.`;
  yield* taskFacts(func);
  if (func.noreturn) yield 'It does not return.';
  if (func.answeredBy.kind === 'module') yield 'Another WebAssembly module answers it.';
  if (func.answeredBy.kind === 'export') yield `The guest's own export ${func.answeredBy.exportId} answers it.`;
}

/** What a function has to do with a task. */
export function* taskFacts({ interfaceName, task, taskPart, result }: Func): Iterable<string> {
  if (task) yield `It starts a task: poll it by ${interfaceName}.${task.poll}, or cancel it by ${interfaceName}.${task.cancel}.`;
  if (taskPart?.role === 'poll') {
    const waits = result?.errors[0]?.roles['would-block']?.name;
    yield `It polls a task of ${interfaceName}.${taskPart.start}, which runs while the answer is ${waits}. With any other answer the task is over, unless there was no room for a value that is not lost.`;
  }
  if (taskPart?.role === 'cancel') yield `It cancels a task of ${interfaceName}.${taskPart.start}.`;
}

const blockingText = {
  suspend: 'the guest is suspended',
  'would-block': 'it answers at once that it would block',
  unsupported: 'it is not supported',
} as const;

/** How the core result carries the answer; undefined where it is just the value. */
export function encodingText(func: Func): string | undefined {
  const { result } = func;
  const domains = result?.errors.map((domain) => domain.id).join(' or ');
  if (result?.encoding === 'value-or-negative-error') return `The core result is ${valueText(func)}, or a negated error of ${domains}.`;
  if (result?.encoding === 'status') return `The core result is a code of ${domains}.`;
  return undefined;
}

function valueText({ params, result }: Func): string {
  const length = params.find((param) => param.written === 'result');
  if (length) return `the length of ${length.name}`;
  return result?.type === undefined ? '0' : 'the value';
}
