import { execFileSync } from 'node:child_process';
import type { EmittedFile } from '../../../../generator/emit/emitter.js';
import { inFolder } from '../../tools.js';
import { only, type Parsed } from './parser.js';

/** Dumps the tree of a module, without documentation, and its strings. */
const program = `
import ast, json, sys
tree = ast.parse(open(sys.argv[1], encoding='utf-8', newline='').read())
strings = []
class Marks(ast.NodeTransformer):
    def visit_Constant(self, node):
        if isinstance(node.value, str):
            strings.append(node.value)
            node.value = 'STRING'
        return node
tree = Marks().visit(tree)
print(json.dumps([[ast.dump(node) for node in tree.body], strings]))
`;

export function parsePython(files: readonly EmittedFile[]): Parsed {
  const { path, text } = only(files);
  return inFolder({ [path]: text, 'read.py': program }, (at) => {
    const out = execFileSync('python3', ['-W', 'error', 'read.py', path], { cwd: at, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: 'pipe' });
    const [structure, strings] = JSON.parse(out) as [string[], string[]];
    return { structure, strings: new Set(strings) };
  });
}
