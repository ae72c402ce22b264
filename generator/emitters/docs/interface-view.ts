import { isDeclared } from '../../emit/lifecycle.js';
import { markdownCode, markdownParagraphs, markdownTable, markdownText } from '../../emit/text/markdown.js';
import type { LoweredAbi, LoweredInterface } from '../../ir/lowered.js';
import type { Places } from './anchors.js';
import { exportSections, functionSections, importsTable, otherImportsTable, type Section } from './functions-view.js';
import { statusText } from './life.js';
import { Words } from './links.js';
import { carrier, typeSections } from './types-view.js';

/** View model of `interface.md.hbs`: everything is Markdown. */
export interface InterfaceView {
  readonly title: string;
  readonly doc: string;
  readonly abi: string;
  readonly version: string;
  /** Empty where an interface has none, as are the tables and sections below. */
  readonly module: string;
  readonly imports: string;
  readonly functions: readonly Section[];
  readonly otherImports: string;
  readonly exports: readonly Section[];
  readonly typesTable: string;
  readonly types: readonly Section[];
}

export function interfaceView(i: LoweredInterface, lowered: LoweredAbi, places: Places): InterfaceView {
  const { name, module, doc, memories, tables, globals, tags, types } = i.interface;
  const words = new Words(places, places.page(name));
  const others = [...memories, ...tables, ...globals, ...tags];
  return {
    title: markdownText(name),
    doc: markdownParagraphs(doc),
    abi: markdownText(lowered.abi.name),
    version: lowered.abi.version,
    module: module === '' ? '' : markdownCode(module),
    imports: i.functions.length === 0 ? '' : importsTable(i.functions, words),
    functions: functionSections(i, lowered, words),
    otherImports: others.length === 0 ? '' : otherImportsTable(others, words),
    exports: exportSections(i.exports, words),
    typesTable:
      types.length === 0
        ? ''
        : markdownTable(
            ['Type', 'Kind', 'Carried as', 'Since', 'Status'],
            types.map((type) => [words.type(type), type.kind, carrier(type, i.layouts.get(type.id)), type.since ?? '', statusText(type)]),
          ),
    types: typeSections(i, words),
  };
}

/** Functions that new guests may declare, on any target. */
export const declaredIn = (i: LoweredInterface): number => i.functions.filter(({ func }) => isDeclared(func)).length;
