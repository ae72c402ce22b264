import fc from 'fast-check';
import type { Heading, Nodes, Root, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { beforeAll, describe, expect, test } from 'vitest';
import { markdownCode, markdownParagraphs, markdownTable, markdownText } from '../../../generator/emit/text/markdown.js';
import { docLines, oneLine, visible } from '../../../generator/emit/text/visible.js';
import { anchorsOf } from '../../../generator/emitters/docs/anchors.js';
import { docs } from '../../../generator/emitters/docs/index.js';
import type { LoweredAbi } from '../../../generator/ir/lowered.js';
import { hostile } from '../../full/hostile.js';
import { compileFolder, corpus, emitted } from './corpus.js';

const folders = [
  ...corpus.map((name) => `test/corpus/${name}`),
  ...['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0', '1.5.0'].map((version) => `schemas/molt/${version}`),
  'schemas/wasi/1.0.0',
];

const parse = (text: string): Root => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

function* nodesIn(node: Nodes): Iterable<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* nodesIn(child);
}
const textOf = (node: Nodes): string => ('value' in node ? node.value : 'children' in node ? node.children.map(textOf).join('') : '');

/** The anchors that GitHub gives to headings, in the order of the page. */
function anchorsIn(page: Root): Set<string> {
  const anchors = new Set<string>();
  for (const heading of page.children.filter((node) => node.type === 'heading')) {
    const slug = textOf(heading)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${slug}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What stands between a heading and the next one of its level or above. */
function below(page: Root, heading: string): RootContent[] {
  const at = page.children.findIndex((node) => node.type === 'heading' && textOf(node) === heading);
  if (at < 0) throw new Error(`no heading ${heading}`);
  const { depth } = page.children[at] as Heading;
  const rest = page.children.slice(at + 1);
  const end = rest.findIndex((node) => node.type === 'heading' && node.depth <= depth);
  return end < 0 ? rest : rest.slice(0, end);
}
const tableIn = (nodes: readonly RootContent[]): Table => {
  const found = nodes.find((node) => node.type === 'table');
  if (!found) throw new Error('no table');
  return found;
};
const cells = (table: Table): string[][] => table.children.slice(1).map((row) => row.children.map(textOf));

interface Reference {
  readonly lowered: LoweredAbi;
  readonly pages: ReadonlyMap<string, Root>;
}
const references = new Map<string, Reference>();
const referenceOf = (folder: string): Reference => references.get(folder) as Reference;
const pageOf = ({ pages }: Reference, name: string): Root => (pages.get(`${name}.md`) ?? pages.get(`${name}_.md`)) as Root;

beforeAll(async () => {
  for (const folder of folders) {
    const lowered = compileFolder(folder);
    const files = await emitted(docs, lowered);
    references.set(folder, { lowered, pages: new Map(files.map((file) => [file.path, parse(file.text)])) });
  }
}, 120_000);

/** What pages are made of: no HTML, no code block, no image, no emphasis, no line break. */
const meant = new Set('root heading paragraph text inlineCode link table tableRow tableCell list listItem strong'.split(' '));

describe('every page is made of what was meant', () => {
  test.each(folders)('%s', (folder) => {
    const { lowered, pages } = referenceOf(folder);
    expect(pages.size).toBe(lowered.interfaces.length + 1);
    for (const [path, page] of pages) {
      expect([...nodesIn(page)].filter((node) => !meant.has(node.type)).map((node) => `${path}: ${node.type} ${textOf(node)}`)).toEqual([]);
      for (const node of nodesIn(page))
        if (node.type === 'table')
          for (const row of node.children) expect(row.children.length, path).toBe(node.children[0]?.children.length);
    }
  });
});

describe('every link leads to a heading', () => {
  test.each(folders)('%s', (folder) => {
    const { pages } = referenceOf(folder);
    const anchors = new Map([...pages].map(([path, page]) => [path, anchorsIn(page)]));
    for (const [path, page] of pages)
      for (const node of nodesIn(page)) {
        if (node.type !== 'link') continue;
        const [file = '', anchor] = node.url.split('#');
        const target = anchors.get(file === '' ? path : file);
        expect(target, `${path}: ${node.url}`).toBeDefined();
        if (anchor !== undefined) expect(target?.has(anchor), `${path}: ${node.url}`).toBe(true);
      }
  });
});

describe('headings and tables name every item once', () => {
  test.each(folders)('%s', (folder) => {
    const reference = referenceOf(folder);
    for (const { interface: i, functions, exports } of reference.lowered.interfaces) {
      const page = pageOf(reference, i.name);
      const headings = page.children.filter((node) => node.type === 'heading' && node.depth === 3).map(textOf);
      expect(headings).toEqual([
        ...i.functions.map((f) => `Function ${f.name}`),
        ...exports.map((e) => `Export ${e.export.name}`),
        ...i.types.map((type) => `Type ${type.name}`),
      ]);
      if (functions.length > 0)
        expect(cells(tableIn(below(page, 'Imports'))).map((row) => row.slice(0, 3).map((cell) => cell.trim()))).toEqual(
          functions.map(({ func, signature }) => [
            func.name,
            `${visible(func.module)} ${visible(func.field)}`.trim(),
            `(${signature.params.join(', ')}) -> (${signature.results.join(', ')})`,
          ]),
        );
      const others = [...i.memories, ...i.tables, ...i.globals, ...i.tags];
      if (others.length > 0)
        expect(cells(tableIn(below(page, 'Other imports'))).map((row) => row[0])).toEqual(others.map((item) => item.name));
    }
    const { abi } = reference.lowered;
    const index = pageOf(reference, 'README');
    expect(cells(tableIn(below(index, 'Targets'))).map((row) => row[0])).toEqual(abi.targets.map((t) => t.name));
    expect(cells(tableIn(below(index, 'Interfaces'))).map((row) => row[0])).toEqual(abi.interfaces.map((i) => i.name));
    if (abi.capabilities.length > 0)
      expect(cells(tableIn(below(index, 'Capabilities'))).map((row) => row[0])).toEqual(abi.capabilities.map((c) => c.name));
  });
});

describe('documentation is read as it was written, parameters and layouts with it', () => {
  const paragraphs = (doc: string) =>
    docLines(doc)
      .join('\n')
      .split(/\n{2,}/)
      .map((part) => oneLine(part).trim())
      .filter((part) => part !== '');

  test.each(folders)('%s', (folder) => {
    const reference = referenceOf(folder);
    for (const { interface: i, functions, layouts } of reference.lowered.interfaces) {
      const page = pageOf(reference, i.name);
      for (const { func, coreParams } of functions) {
        const section = below(page, `Function ${func.name}`);
        expect(section.slice(0, paragraphs(func.doc).length).map(textOf)).toEqual(paragraphs(func.doc));
        if (func.params.length === 0) continue;
        const rows = cells(tableIn(section));
        expect(rows.map((row) => row[0])).toEqual(func.params.map((p) => p.name));
        expect(rows.flatMap((row) => (row[3] === '' ? [] : (row[3] ?? '').split(', ')))).toEqual(
          coreParams.map((c) => `${c.name}: ${c.type}`),
        );
        for (const [at, p] of func.params.entries()) expect(rows[at]?.[4]?.startsWith(oneLine(p.doc).trim())).toBe(true);
      }
      for (const type of i.types) {
        const layout = layouts.get(type.id);
        if (layout?.kind !== 'record') continue;
        expect(cells(tableIn(below(page, `Type ${type.name}`))).map((row) => row.slice(0, 3))).toEqual(
          layout.fields.map((f) => [String(f.offset), String(f.memory.size), f.name]),
        );
      }
    }
  });
});

test('deprecations are listed with what replaces the item', () => {
  const index = pageOf(referenceOf('test/corpus/deprecated'), 'README');
  const rows = cells(tableIn(below(index, 'Deprecations')));
  expect(rows.map((row) => row[0])).toEqual(expect.arrayContaining(['old.old']));
  const molt = pageOf(referenceOf('schemas/molt/1.5.0'), 'README');
  expect(cells(tableIn(below(molt, 'Deprecations'))).map((row) => row[0])).toEqual([
    'socket.connect-ex',
    'socket.getaddrinfo',
    'process.wait',
    'process.write',
  ]);
});

test('a capability names the functions that need it', () => {
  const molt = referenceOf('schemas/molt/1.5.0');
  const [, needed] = below(pageOf(molt, 'README'), 'Capability db.write');
  expect(needed && textOf(needed)).toContain('Needed by: db.exec');
});

test('a function says what every host answers, and where', () => {
  const text = below(pageOf(referenceOf('schemas/molt/1.5.0'), 'db'), 'Function exec')
    .map(textOf)
    .join('\n');
  expect(text).toContain('DENIED (not granted)');
  expect(text).toContain('BAD_INPUT (request outside the memory; a value that its type does not allow)');
  const elsewhere = below(pageOf(referenceOf('test/corpus/everything'), 'errors'), 'Function elsewhere')
    .map(textOf)
    .join('\n');
  expect(elsewhere).toContain('Targets: wasi. On browser it answers EPERM.');
});

test('names that differ in case alone have anchors of their own', () => {
  expect([...anchorsOf('function', ['open', 'Open', 'open-1', 'OPEN'])]).toEqual([
    ['open', 'function-open'],
    ['Open', 'function-open-1'],
    ['open-1', 'function-open-1-1'],
    ['OPEN', 'function-open-2'],
  ]);
});

describe('text of a schema', () => {
  const texts = fc.sample(hostile, { numRuns: 2000, seed: 37 });
  const types = (page: Root) => new Set([...nodesIn(page)].map((node) => node.type));

  test('is the text of a table cell, or its code', () => {
    const page = parse(
      markdownTable(
        ['Text', 'Code'],
        texts.map((text) => [markdownText(text), markdownCode(text)]),
      ),
    );
    expect([...types(page)].filter((type) => !meant.has(type))).toEqual([]);
    const rows = cells(tableIn(page.children));
    expect(page.children).toHaveLength(1);
    // A parser trims cells, and the ends of code that begins and ends with a space.
    const trimmed = (text: string | undefined) => text?.trim();
    expect(rows.map(([text]) => trimmed(text))).toEqual(texts.map((text) => trimmed(oneLine(text))));
    expect(rows.map(([, code]) => trimmed(code))).toEqual(texts.map((text) => trimmed(visible(text))));
  });

  test('is a paragraph, and its code is code', () => {
    const own = texts.filter((text) => oneLine(text).trim() !== '');
    const page = parse(own.map((text) => `${markdownText(text)}\n\nCode ${markdownCode(text)}.\n`).join('\n'));
    expect([...types(page)].sort()).toEqual(['inlineCode', 'paragraph', 'root', 'text']);
    expect(page.children.map(textOf)).toEqual(own.flatMap((text) => [oneLine(text).trim(), `Code ${visible(text)}.`]));
  });

  test('is as many paragraphs as it has', () => {
    for (const text of texts) {
      const page = parse(markdownParagraphs(text));
      expect([...types(page)].filter((type) => !['root', 'paragraph', 'text', 'inlineCode'].includes(type))).toEqual([]);
    }
  });
});
