import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { mark, type Parsed } from './parser.js';

interface Node {
  readonly type: string;
  readonly children?: readonly Node[];
  readonly value?: string;
  readonly depth?: number;
  readonly url?: string;
}

/** One line for each block of a document: the kinds of its nodes. Text of any length, code within it included, is one mark. */
export function parseMarkdown(text: string): Parsed {
  const shape = (node: Node): string => {
    if (node.type === 'text' || node.type === 'inlineCode') return mark;
    const facts = [node.depth, node.url, node.type === 'code' || node.type === 'html' ? node.value : undefined];
    const inner = (node.children ?? []).map(shape);
    const said = facts.filter((fact) => fact !== undefined).join(' ');
    return `${node.type} ${said}(${inner.filter((part, i) => part !== mark || inner[i - 1] !== mark).join(', ')})`;
  };
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Node;
  return { structure: (tree.children ?? []).map(shape) };
}
