import { markdownCode, markdownList, markdownParagraphs, markdownTable, markdownText } from '../../emit/text/markdown.js';
import type { Abi, Capability, Func } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import { indexPage, type Places } from './anchors.js';
import type { Section } from './functions-view.js';
import { declaredIn } from './interface-view.js';
import { itemsOf, statusText } from './life.js';
import { joined, signatureText, Words } from './links.js';

/** View model of `README.md.hbs`: everything is Markdown; a table is empty where it would have no rows. */
export interface IndexView {
  readonly abi: string;
  readonly version: string;
  readonly digest: string;
  /** Whether it describes only what one module imports. */
  readonly narrowed: boolean;
  readonly released: string;
  readonly doc: string;
  readonly targets: string;
  readonly interfaces: string;
  readonly capabilities: string;
  readonly capabilitySections: readonly Section[];
  readonly deprecations: string;
  readonly exports: string;
  readonly modules: string;
  readonly reserved: string;
}

export function indexView(lowered: LoweredAbi, places: Places): IndexView {
  const { abi, interfaces } = lowered;
  const words = new Words(places, indexPage);
  const table = (header: readonly string[], rows: readonly (readonly string[])[]) => (rows.length === 0 ? '' : markdownTable(header, rows));
  const functions = abi.interfaces.flatMap((i) => i.functions);
  return {
    abi: markdownText(abi.name),
    version: abi.version,
    digest: abi.digest,
    narrowed: lowered.onlyImportsOf !== undefined,
    released: abi.released ?? '',
    doc: markdownParagraphs(abi.doc),
    targets: table(
      ['Target', 'Threads', 'Blocking calls', 'Functions', 'Meaning'],
      abi.targets.map((t) => [
        markdownText(t.name),
        t.threads,
        t.blocking,
        `${functions.filter((f) => f.targets.includes(t.name)).length}`,
        joined([markdownText(t.doc), t.deprecated && words.deprecation(t.deprecated)]),
      ]),
    ),
    interfaces: table(
      ['Interface', 'Module', 'Functions', 'Types', 'Guest exports', 'Meaning'],
      interfaces.map((i) => [
        words.interface(i.interface.name),
        i.interface.module === '' ? '' : markdownCode(i.interface.module),
        `${declaredIn(i)}`,
        `${i.interface.types.length}`,
        `${i.exports.length}`,
        markdownText(i.interface.doc),
      ]),
    ),
    capabilities: table(
      ['Capability', 'Allows', 'Implies', 'Targets', 'Can differ from run to run'],
      abi.capabilities.map((c) => [
        words.capability(c.name),
        markdownText(c.doc),
        c.implies.map(words.capability).join(', '),
        c.targets.join(', '),
        c.nondeterministic ? 'yes' : 'no',
      ]),
    ),
    capabilitySections: abi.capabilities.map((c) => capabilitySection(c, functions, words)),
    deprecations: table(
      ['Item', 'Deprecation'],
      [...itemsOf(abi)].flatMap(({ id, item }) => (item.deprecated ? [[words.named(id), words.deprecation(item.deprecated)]] : [])),
    ),
    exports: table(
      ['Export', 'Name', 'Core signature', 'Required on', 'Called by'],
      interfaces.flatMap((i) =>
        i.exports.map(({ export: item, signature }) => [
          words.exported(item.id),
          markdownCode(item.field),
          item.kind === 'func' ? markdownCode(signatureText(signature)) : item.kind,
          item.requiredOn.join(', '),
          markdownText(item.when ?? ''),
        ]),
      ),
    ),
    modules: table(
      ['Module', 'Answered by', 'Targets', 'Contracts', 'Meaning'],
      abi.modules.map((m) => moduleRow(m, words)),
    ),
    reserved: table(
      ['Import', 'Removed in', 'Reason'],
      abi.reserved.map((r) => [`${markdownCode(r.module)} ${markdownCode(r.name)}`, r.removedIn ?? '', markdownText(r.reason)]),
    ),
  };
}

function capabilitySection(c: Capability, functions: readonly Func[], words: Words): Section {
  const needing = functions.filter((f) => f.authority.kind !== 'none' && f.authority.names.includes(c.name));
  return {
    heading: `Capability ${markdownText(c.name)}`,
    blocks: [
      markdownParagraphs(c.doc),
      c.deprecated === undefined ? '' : `**${words.deprecation(c.deprecated)}**`,
      markdownList([
        `**Needed by:** ${needing.length === 0 ? 'no function' : needing.map((f) => words.func(f.id)).join(', ')}`,
        ...(c.implies.length === 0 ? [] : [`**Implies:** ${c.implies.map(words.capability).join(', ')}`]),
        ...(c.aliases.length === 0 ? [] : [`**Also known as:** ${c.aliases.map(markdownText).join(', ')}`]),
        `**Since:** ${joined([c.since ?? 'the first version', statusText(c)], ', ')}`,
      ]),
    ].filter((block) => block !== ''),
  };
}

const moduleRow = (m: Abi['modules'][number], words: Words): string[] => [
  markdownCode(m.name),
  m.answeredBy === 'host' ? 'the host' : 'another module',
  m.targets.join(', '),
  m.contracts
    .map((c) => `${markdownCode(c.name)} ${markdownCode(signatureText(c))}${c.variadic ? ', more parameters may follow' : ''}`)
    .join('; '),
  joined([markdownText(m.doc), m.deprecated && words.deprecation(m.deprecated)]),
];
