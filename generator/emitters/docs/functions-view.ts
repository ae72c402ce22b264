import { answerText, effectFacts, passingFacts } from '../../emit/facts.js';
import { markdownCode, markdownList, markdownParagraphs, markdownTable, markdownText } from '../../emit/text/markdown.js';
import type { Abi, AnyImport, Func, Param } from '../../ir/abi.js';
import type { LoweredAbi, LoweredExport, LoweredFunc, LoweredInterface } from '../../ir/lowered.js';
import { errorFacts } from './errors.js';
import { statusText } from './life.js';
import { joined, signatureText, type Words } from './links.js';

/** One section of a page: blocks of Markdown below a heading. */
export interface Section {
  readonly heading: string;
  readonly blocks: readonly string[];
}

const directions = { in: 'in', out: 'out', inout: 'in and out', count: 'count' } as const;

/** The table at the top of a page: one row for each function. */
export const importsTable = (functions: readonly LoweredFunc[], words: Words): string =>
  markdownTable(
    ['Function', 'Import', 'Core signature', 'Answers', 'Capability', 'Targets', 'Since', 'Status'],
    functions.map(({ func, signature }) => [
      words.func(func.id),
      `${markdownCode(func.module)} ${markdownCode(func.field)}`,
      markdownCode(signatureText(signature)),
      answersText(func, words),
      words.authority(func.authority),
      func.targets.join(', '),
      func.since ?? '',
      statusText(func),
    ]),
  );

/** What comes back: the value and the outputs, or the errors. */
function answersText(func: Func, words: Words): string {
  const { result } = func;
  const isLength = func.params.some((p) => p.written === 'result');
  const outputs = func.params.filter((p) => (p.pass === 'out' || p.pass === 'inout') && !p.errorText).map((p) => markdownCode(p.name));
  const values = [...(result?.type === undefined || isLength ? [] : [words.type(result.type)]), ...outputs].join(', ');
  const errors = (result?.errors ?? []).map((domain) => words.type(domain)).join(' or ');
  if (func.noreturn) return 'does not return';
  if (errors === '') return values === '' ? 'nothing' : values;
  return values === '' ? `success or ${errors}` : `${values} or ${errors}`;
}

export const functionSections = (i: LoweredInterface, lowered: LoweredAbi, words: Words): Section[] =>
  i.functions.map((f) => ({ heading: `Function ${markdownText(f.func.name)}`, blocks: functionBlocks(f, lowered.abi, words) }));

function functionBlocks(lowered: LoweredFunc, abi: Abi, words: Words): string[] {
  const { func } = lowered;
  return [
    markdownParagraphs(func.doc),
    func.deprecated === undefined ? '' : `**${words.deprecation(func.deprecated)}**`,
    func.normative === undefined ? '' : markdownParagraphs(func.normative),
    func.params.length === 0 ? '' : paramsTable(lowered, words),
    markdownList(facts(lowered, abi, words)),
  ].filter((block) => block !== '');
}

const paramsTable = ({ func, coreParams }: LoweredFunc, words: Words): string =>
  markdownTable(
    ['Parameter', 'Type', 'Direction', 'Core parameters', 'Meaning'],
    func.params.map((p) => [
      markdownCode(p.name),
      paramType(p, words),
      directions[p.pass],
      coreParams
        .filter((core) => core.param === p)
        .map((core) => markdownCode(`${core.name}: ${core.type}`))
        .join(', '),
      joined([markdownText(p.doc), ...[...passingFacts(p)].map(markdownText), p.deprecated && words.deprecation(p.deprecated)]),
    ]),
  );

const paramType = (param: Param, words: Words): string =>
  words.type(param.type) + (param.optional || param.absent !== undefined ? ' or absent' : '');

/** What a reader looks up: name on the wire, answer, errors, authority, availability, effects. */
function facts({ func, signature }: LoweredFunc, abi: Abi, words: Words): string[] {
  const effects = [[...effectFacts(func)].map(markdownText).join(' ')].filter((text) => text !== '');
  const aliases = func.importAliases.map((a) => `also as ${markdownCode(a.module)} ${markdownCode(a.field)}`);
  return [
    `**Import:** ${[`${markdownCode(func.module)} ${markdownCode(func.field)}`, ...aliases].join(', ')}, of the core type ${markdownCode(signatureText(signature))}`,
    ...answerFacts(func, words),
    ...errorFacts(func),
    `**Capability:** ${authorityFact(func, words)}`,
    `**Targets:** ${joined([`${func.targets.join(', ')}.`, ...lackingFacts(func, abi)])}`,
    ...(func.optional ? [`**Optional:** a host may leave it out. Without it the call ${markdownText(answerText(func.missing))}.`] : []),
    ...effects.map((facts) => `**Effects:** ${facts}`),
    `**Since:** ${joined([func.since ?? 'the first version', statusText(func)], ', ')}`,
  ];
}

function answerFacts(func: Func, words: Words): string[] {
  const { result } = func;
  if (!result) return [];
  const absent = result.absent === undefined ? '' : ` or absent, which is ${result.absent}`;
  return [
    `**Result:** ${joined([
      result.type === undefined ? undefined : `${words.type(result.type)}${absent}.`,
      markdownText(result.doc),
      result.unit === undefined ? undefined : `Unit: ${markdownText(result.unit)}.`,
      encodingFact(func, words),
    ])}`,
  ];
}

/** How the core result carries the answer, where it is not just the value. */
function encodingFact({ params, result }: Func, words: Words): string | undefined {
  if (!result || result.encoding === 'value') return undefined;
  const domains = result.errors.map((domain) => words.type(domain)).join(' or ');
  if (result.encoding === 'status') return `The core result is a number of ${domains}.`;
  const length = params.find((p) => p.written === 'result');
  const value = length ? `the length of ${markdownCode(length.name)}` : result.type === undefined ? '0' : 'the value';
  return `The core result is ${value}, or a negated number of ${domains}.`;
}

function authorityFact(func: Func, words: Words): string {
  if (func.authority.kind === 'none') return `none. ${markdownText(func.authority.reason)}`;
  return `${words.authority(func.authority)}. Without its grant the call ${markdownText(answerText(func.denied))}.`;
}

const lackingFacts = (func: Func, abi: Abi): string[] =>
  abi.targets
    .filter(({ name }) => !func.targets.includes(name) && func.lacking[name] !== undefined)
    .map(({ name }) => `On ${name} it ${markdownText(answerText(func.lacking[name] ?? func.missing))}.`);

/** Memories, tables, globals and tags. */
export const otherImportsTable = (items: readonly Exclude<AnyImport, Func>[], words: Words): string =>
  markdownTable(
    ['Name', 'Kind', 'Import', 'Type', 'Targets', 'Since', 'Status', 'Meaning'],
    items.map((item) => [
      markdownCode(item.name),
      item.kind,
      `${markdownCode(item.module)} ${markdownCode(item.field)}`,
      otherType(item),
      item.targets.join(', '),
      item.since ?? '',
      statusText(item),
      joined([
        markdownText(item.doc),
        item.normative && markdownText(item.normative),
        item.deprecated && words.deprecation(item.deprecated),
      ]),
    ]),
  );

function otherType(item: Exclude<AnyImport, Func>): string {
  const limits = 'limits' in item ? `${item.limits.min} to ${item.limits.max ?? 'any number of'}` : '';
  switch (item.kind) {
    case 'memory':
      return `${limits} pages of 64 KiB, addresses ${item.index}${item.shared ? ', shared' : ''}`;
    case 'table':
      return `${limits} elements ${item.element}`;
    case 'global':
      return `${item.mutable ? 'mutable ' : ''}${item.type}`;
    case 'tag':
      return markdownCode(`(${item.params.join(', ')})`);
  }
}

export const exportSections = (exports: readonly LoweredExport[], words: Words): Section[] =>
  exports.map(({ export: item, signature }) => ({
    heading: `Export ${markdownText(item.name)}`,
    blocks: [
      markdownParagraphs(item.doc),
      item.deprecated === undefined ? '' : `**${words.deprecation(item.deprecated)}**`,
      item.normative === undefined ? '' : markdownParagraphs(item.normative),
      item.params.length === 0
        ? ''
        : markdownTable(
            ['Parameter', 'Type', 'Core type', 'Meaning'],
            item.params.map((p, at) => [markdownCode(p.name), words.type(p.type), signature.params[at] ?? '', markdownText(p.doc)]),
          ),
      markdownList([
        `**Export:** ${item.kind} ${markdownCode(item.field)}${item.kind === 'func' ? `, of the core type ${markdownCode(signatureText(signature))}` : ''}`,
        ...(item.result === undefined
          ? []
          : [`**Result:** ${joined([`${words.type(item.result.type)}.`, markdownText(item.result.doc)])}`]),
        `**Required on:** ${item.requiredOn.length === 0 ? 'no target' : item.requiredOn.join(', ')}`,
        ...(item.when === undefined ? [] : [`**Called by:** ${markdownText(item.when)}`]),
        `**Since:** ${joined([item.since ?? 'the first version', statusText(item)], ', ')}`,
      ]),
    ].filter((block) => block !== ''),
  }));
