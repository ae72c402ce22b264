import type ts from 'typescript';
import { baseType, type StreamType } from '../../ir/abi.js';
import type { LoweredAbi, LoweredExport, LoweredFunc, Passing } from '../../ir/lowered.js';
import type { Ast, Ex, St } from './ast.js';
import type { Glue } from './glue.js';
import { maximum } from './ranges.js';

/** Types of the glue that the declarations of the entry name, by module. */
const types = {
  recorder: ['Recorder', 'RecorderOptions'],
  replayer: ['Replayer', 'ReplayOrigin'],
  digest: ['MemorySum'],
  logged: ['CallView', 'Log', 'LoggedCall', 'LoggedEntry'],
} as const;

/** `record.js`: what a recorder and a replayer know of each import, and the two themselves. Nothing of it is in other entries. */
export function recordModule(ast: Ast, glue: Glue, lowered: LoweredAbi): St[] {
  const make = (name: string, by: string, params: readonly string[]): St =>
    ast.exportConst(name, ast.arrow(params, ast.call(by, 'surface', ...params)));
  return [
    ast.importNamed(['recording'], `./glue/${glue.homeOf('recording')}.js`),
    ast.importNamed(['replaying'], `./glue/${glue.homeOf('replaying')}.js`),
    ast.exportNamed(['LogError'], `./glue/${glue.homeOf('LogError')}.js`),
    ast.exportNamed(['callsOf', 'readLog'], `./glue/${glue.homeOf('readLog')}.js`),
    ast.exportNamed(['Divergence', 'MemoryDivergence'], `./glue/${glue.homeOf('Divergence')}.js`),
    ast.exportConst('surface', surface(ast, lowered)),
    make('recorder', 'recording', ['options']),
    make('replayer', 'replaying', ['log']),
  ];
}

/** `record.d.ts`. */
export function recordDeclarations(ast: Ast): St[] {
  return [
    ast.importNamed(['Recorder', 'RecorderOptions'], './glue/recorder.js', true),
    ast.importNamed(['Replayer'], './glue/replayer.js', true),
    ast.importNamed(['Surface'], './glue/touched.js', true),
    ...Object.entries(types).map(([file, names]) => ast.exportNamed([...names], `./glue/${file}.js`, true)),
    ast.exportNamed(['LogError'], './glue/log.js'),
    ast.exportNamed(['callsOf', 'readLog'], './glue/logged.js'),
    ast.exportNamed(['Divergence', 'MemoryDivergence'], './glue/divergence.js'),
    ast.doc(ast.declareConst('surface', 'Surface'), ['What each import reads and writes of the guest, as recorders know it.']),
    ast.doc(ast.declareFunc('recorder', [ast.param('options', 'RecorderOptions', true)], 'Recorder'), [
      'Makes a recorder: its layer writes every call that a host answers to a log, from which the run can be replayed without a host.',
    ]),
    ast.doc(ast.declareFunc('replayer', [ast.param('log', ast.generic('Uint8Array'))], 'Replayer'), [
      'Makes a replayer: its layer answers the imports of a guest from a log, and ends the guest where it does something else than was recorded.',
      '@throws LogError for bytes that are no log, cut short or damaged, and for the log of another ABI or version.',
    ]),
  ];
}

/** `testing.js`: the runner, which knows from the surface where hosts may write. */
export const testingModule = (ast: Ast, glue: Glue): St[] => [
  ast.importNamed(['surface'], './record.js'),
  ast.importNamed(['observing'], `./glue/${glue.homeOf('observing')}.js`),
  ast.exportAll('./glue/testing.js'),
  ast.exportConst('observe', ast.call('observing', 'surface')),
];

/** `testing.d.ts`. */
export const testingDeclarations = (ast: Ast): St[] => [
  ast.importNamed(['Observe'], './glue/testing.js', true),
  ast.exportAll('./glue/testing.js'),
  ast.doc(ast.declareConst('observe', 'Observe'), ['Runs one vector on a fresh host and a fresh guest, and tells what was seen.']),
];

function surface(ast: Ast, lowered: LoweredAbi): ts.Expression {
  const { abi } = lowered;
  const functions = lowered.interfaces
    .flatMap((i) => i.functions)
    .filter((f) => f.func.answeredBy.kind === 'host' && f.func.status !== 'reserved');
  return ast.obj(
    [
      [
        'abi',
        ast.obj([
          ['name', ast.str(abi.name)],
          ['version', ast.str(abi.version)],
          ['digest', ast.str(abi.digest)],
        ]),
      ],
      [
        'imports',
        ast.arr(
          functions.map((f) => importOf(ast, f)),
          true,
        ),
      ],
      ['exports', exportsOf(ast, lowered)],
      ['openModules', ast.arr(abi.modules.filter((m) => m.answeredBy === 'host').map((m) => ast.str(m.name)))],
    ],
    true,
  );
}

function importOf(ast: Ast, f: LoweredFunc): ts.Expression {
  const { func } = f;
  const links = [func, ...func.importAliases].map((link) => ast.arr([ast.str(link.module), ast.str(link.field)]));
  const params = f.coreParams.map((p) => ast.arr([ast.str(p.name), ast.str(p.type)]));
  const ranges = f.passings.flatMap(rangesOf);
  const list = (writes: boolean) => ast.arr(ranges.filter((r) => (writes ? r.written : r.read)).map((r) => rangeOf(ast, r)));
  return ast.obj([
    ['name', ast.str(func.id)],
    ['links', ast.arr(links)],
    ['params', ast.arr(params)],
    ...f.signature.results.slice(0, 1).map((type) => ['result', ast.str(type)] as const),
    ['reads', list(false)],
    ['writes', f.passings.some(writesAnywhere) ? ast.str('memory') : list(true)],
  ]);
}

/** Guest exports; before the glue calls the one that takes what was sent, it writes the bytes to the address that it gives it. */
function exportsOf(ast: Ast, lowered: LoweredAbi): ts.Expression {
  const streams = lowered.abi.interfaces.flatMap((i) => i.types).filter((t): t is StreamType => t.kind === 'stream');
  const sends = new Set(streams.map((s) => s.sendExport));
  const one = ({ export: e, signature }: LoweredExport): ts.Expression => {
    const sent: Range = { name: e.params[1]?.name ?? 'data', at: 1, count: 2, size: 1, through: false, read: false, written: true };
    return ast.obj([
      ['name', ast.str(e.field)],
      ['params', ast.arr(signature.params.map((type, i) => ast.arr([ast.str(e.params[i]?.name ?? ''), ast.str(type)])))],
      ['reads', ast.arr([])],
      ['writes', ast.arr(sends.has(e.id) ? [rangeOf(ast, sent)] : [])],
    ]);
  };
  const functions = lowered.interfaces.flatMap((i) => i.exports).filter((e) => e.export.kind === 'func');
  return ast.arr(functions.map(one), true);
}

/** Bytes of guest memory that a parameter names: by the core parameter with the address, and that with the count, -1 for one item. */
interface Range {
  readonly name: string;
  readonly at: number;
  readonly count: number;
  readonly size: number;
  /** With more items the glue refuses the call. */
  readonly most?: number | undefined;
  /** The items are addresses and lengths, and the bytes are where they point to. */
  readonly through: boolean;
  readonly read: boolean;
  readonly written: boolean;
}

const rangeOf = (ast: Ast, { name, at, count, size, most, through }: Range): ts.Expression => {
  const limits: Ex[] = most === undefined || count < 0 ? [] : [ast.num(most), ...(through ? [ast.num(1)] : [])];
  return ast.arr([ast.str(name), ast.num(at), ast.num(count), ast.num(size), ...limits]);
};

function rangesOf(p: Passing): Range[] {
  const { param, at } = p;
  const [read, written] = [param.pass !== 'out', param.pass !== 'in'];
  const range: Range = { name: param.name, at, count: at + 1, size: 1, most: maximum(p), through: false, read, written };
  switch (p.by) {
    case 'buffer':
      return [range];
    case 'out-buffer': {
      const length = { ...range, name: `${param.name} length`, at: at + 2, count: -1, size: param.lengthWidth === 'u64' ? 8 : 4 };
      return param.written === 'length' ? [range, length] : [range];
    }
    case 'memory':
      return [{ ...range, count: -1, size: p.memory.size }];
    case 'list': {
      const count = p.countAt;
      if (p.item !== 'buffer') return [{ ...range, count, size: p.item.size }];
      // The host never writes the array itself.
      const array = { ...range, name: `${param.name} array`, count, size: 8, read: true, written: false };
      return [array, { ...range, count, size: 8, through: true }];
    }
    default:
      return [];
  }
}

/** Whether a host may write where only it knows: through a raw address, or an address inside a payload. */
function writesAnywhere(p: Passing): boolean {
  const base = baseType(p.param.type);
  return p.by === 'pointer' || (base.kind === 'payload' && base.buffers.some((b) => b.access !== 'in'));
}
