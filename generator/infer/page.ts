import { markdownCode, markdownText } from '../emit/text/markdown.js';
import type { Draft } from './draft.js';
import { type Note, type Topic, topics } from './material.js';

/** What each topic asks for. Those that are `counted` hold for so many items that each place is named once, with their number. */
const asks: Readonly<Record<Topic, { readonly title: string; readonly text: string; readonly counted?: true }>> = {
  conflict: {
    title: 'Names with two types',
    text: 'No host can give one thing for both, so the draft leaves the name out, and a module that imports it does not pass. Build the modules again, or describe them as two ABIs.',
  },
  open: {
    title: 'Imports without a description',
    text: 'The language has no words for their types. A host answers them as it always did.',
  },
  'unstable-name': {
    title: 'Names that the next build changes',
    text: 'An ABI promises names. Build without shortening or hashing them before you release the first version.',
  },
  buffer: {
    title: 'Addresses and lengths',
    text: 'Say what is read and what is written: `bytes`, `string`, a record, a list; `in`, `out` or `inout`. What is right here is checked on every call; what is left a number is not.',
  },
  status: {
    title: 'Results that may be a status',
    text: 'Where an error comes back, declare its codes (`kind: errors`) and name them as `errors` of the result; the glue then answers bad addresses and missing grants with them.',
  },
  convention: { title: 'Taken for the glue of a toolchain', text: 'By module, name and type alone. Check that it is.' },
  known: { title: 'Nearly a known ABI', text: 'Another version, or another thing of the same name.' },
  capability: {
    title: 'Capabilities',
    text: 'Nothing is granted by default. The draft has one for each interface, or for what the source of the host reaches.',
  },
  export: { title: 'What guests export', text: 'Say which are required, and what their parameters mean.' },
  target: { title: 'Targets', text: '' },
  effect: {
    title: 'Effects',
    text: 'Every drafted function counts as nondeterministic, so that deterministic mode refuses it: take that out where two runs get the same answer. What may call back into the guest needs `reenters`.',
  },
  number: {
    title: 'Signed or unsigned',
    text: 'Integers are described as signed, as JavaScript gets them. Say `u32`, `bool`, an enum, flags or a handle where it is one.',
    counted: true,
  },
  name: { title: 'Parameters without a name', text: 'They are called arg0, arg1 and so on.', counted: true },
  doc: { title: 'Functions without documentation', text: 'Their texts begin with "To do".', counted: true },
};

/** What a person must look at, as Markdown: the gravest first. */
export function draftPage({ notes, counts, from, interfaces }: Draft, name: string, paths: readonly string[]): string {
  const known = from.length > 0 ? `${counts.known} taken from ${from.join(' and ')}, ` : '';
  const head = [
    `# What is inferred in ${markdownText(name)}`,
    `Drafted from ${paths.map(markdownCode).join(', ')}: ${counts.imports === 1 ? '1 import' : `${counts.imports} imports`}, ${known}${counts.drafted} drafted, ${counts.open} that cannot be described; ${interfaces.length === 1 ? '1 interface' : `${interfaces.length} interfaces`}.`,
    'Core types, names, limits and what is taken from a known ABI are facts. All that stands below is guessed or missing; take an entry out when you have settled it, and this file when it is empty.',
  ];
  const sections = topics.flatMap((topic) => {
    const list = notes.filter((note) => note.topic === topic);
    const { title, text, counted } = asks[topic];
    if (list.length === 0) return [];
    const items = counted ? countedLines(list) : lines(list);
    return [`## ${title}`, ...(text === '' ? [] : [text]), items.join('\n')];
  });
  return `${[...head, ...sections].join('\n\n')}\n`;
}

/** One line for each text and file: what holds for many items is said once. */
function lines(notes: readonly Note[]): string[] {
  const alike = new Map<string, Note[]>();
  for (const note of notes) {
    const key = JSON.stringify([note.text, note.file]);
    const list = alike.get(key) ?? [];
    list.push(note);
    alike.set(key, list);
  }
  return [...alike.values()].map((list) => {
    const [{ text, file, pointer } = { text: '', file: '', pointer: '' }] = list;
    const about = list.map((note) => markdownCode(cut(note.about))).join(', ');
    const place = file === '' ? '' : ` (${markdownCode(list.length === 1 ? `${file}#${pointer}` : file)})`;
    return `- [ ] ${about}: ${markdownText(cut(text, 2000))}${place}`;
  });
}

/** One line for each file, with the number of its items. */
function countedLines(notes: readonly Note[]): string[] {
  const files = new Map<string, number>();
  for (const { file } of notes) files.set(file, (files.get(file) ?? 0) + 1);
  return [...files].map(([file, count]) => `- [ ] ${markdownCode(file)}: ${count} ${count === 1 ? 'function' : 'functions'}`);
}

const cut = (text: string, most = 200): string => (text.length > most ? `${text.slice(0, most)}…` : text);
