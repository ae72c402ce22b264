import type { Target } from '../../ir/abi.js';
import type { LoweredExport } from '../../ir/lowered.js';
import type { Ast, St, Ty } from './ast.js';
import { auditDeclarations } from './audit.js';
import type { Declarations } from './declare.js';
import { deterministicDeclarations, deterministicOption } from './deterministic-declarations.js';
import { isHosted, suspendsOn, tellsHandles } from './hosted.js';
import { type HostNames, LocalNames } from './names.js';
import { handlesOf, planMethod } from './plan.js';

/** `<target>.d.ts`: the host interfaces of the target, and the functions that link a guest. */
export function targetDeclarations(
  ast: Ast,
  names: HostNames,
  declarations: Declarations,
  target: Target,
  codecs: readonly string[],
  importedTypes: readonly string[],
): St[] {
  const { lowered } = names;
  const hosted = lowered.interfaces.filter((i) => i.functions.some((f) => isHosted(f.func, target.name)));
  const hosts = hosted.map((i) => declarations.host(i, target.name)).filter((s) => s !== undefined);
  const binds = hosted.map((i) => {
    const handles = handlesOf(i.functions.filter((f) => isHosted(f.func, target.name)).map(planMethod)).map((id) => names.typeOf(id));
    const host = ast.union([ast.generic(names.host(i.interface), ...handles), ast.generic('Raw', coreName(names.host(i.interface)))]);
    const typeParams = handles.map((name) => ast.typeParam(name, 'object', 'object'));
    return ast.doc(ast.declareFunc(names.bind(i.interface), [ast.param('host', host)], 'BoundInterface', typeParams), [
      `Binds the interface ${i.interface.name}, for \`createImportsOf\`.`,
    ]);
  });
  const core = hosted.map((i) => {
    const members = i.functions
      .filter((f) => isHosted(f.func, target.name))
      .map((f) => {
        const local = new LocalNames();
        const params = f.coreParams.map((p) => ast.param(local.fresh(p.name), coreTy(p.type)));
        const result = f.signature.results[0];
        return ast.method(f.func.field, params, result === undefined ? 'void' : coreTy(result), true);
      });
    return ast.doc(ast.interface(coreName(names.host(i.interface)), members), [
      `Interface ${i.interface.name} as core functions, for \`raw\`.`,
    ]);
  });
  const hostsType = ast.interface(
    'Hosts',
    hosted.map((i) => {
      const methods = i.functions.filter((f) => isHosted(f.func, target.name)).map(planMethod);
      const own = ast.generic(names.host(i.interface), ...handlesOf(methods).map((): Ty => 'any'));
      return ast.doc(
        ast.field(names.key(i.interface), ast.union([own, ast.generic('Raw', coreName(names.host(i.interface))), 'undefined']), true),
        declarations.lines(i.interface.doc),
      );
    }),
  );
  const here = lowered.abi.capabilities.filter((c) => c.targets.includes(target.name));
  const groups = [...new Set(here.flatMap((c) => [c.name, ...c.aliases]).flatMap(groupsOf))];
  const literals = (list: readonly string[]): Ty => (list.length === 0 ? 'never' : ast.union(list.map((n) => ast.literalType(n))));
  const exports = lowered.interfaces.flatMap((i) => i.exports);
  const optionMembers = [
    ast.doc(ast.field('grants', ast.arrayType('Grant', true), true), ['What the guest may do. Nothing is granted that is not named.']),
    ...(codecs.length > 0
      ? [
          ast.doc(ast.field('codecs', ast.objectType(codecs.map((c) => ast.field(c, ast.union(['Codec', 'undefined']), true))), true), [
            'Codecs of payloads. An interface that needs one cannot be bound without it.',
          ]),
        ]
      : []),
    deterministicOption(ast),
    ast.doc(ast.field('modules', ast.generic('WebAssembly.Imports'), true), ['Modules that answer imports which no host answers.']),
    ast.doc(
      ast.field('onHostError', ast.ts.factory.createIndexedAccessTypeNode(ast.ty('GuestOptions'), ast.literalType('onHostError')), true),
      [
        'Told about every failure of the host itself, which the guest sees only as the declared internal error. Bytes of the guest that a codec cannot decode are no such failure: the guest gets its error for them, and this is not told.',
      ],
    ),
    ast.doc(ast.field('layers', ast.arrayType('Layer', true), true), [
      'What stands between the guest and its imports, the first nearest to the host: recorders, replayers, audits.',
    ]),
    ast.doc(ast.field('threads', 'boolean', true), ['Lets the guest share its memory between threads, where the target leaves that open.']),
    ast.doc(ast.field('handleSeed', 'number', true), [
      'First generation of handle numbers; differing seeds keep the numbers of several guests apart.',
    ]),
  ];
  const taskContext = hosted.some((i) => i.functions.some((f) => f.func.task && isHosted(f.func, target.name))) ? ['TaskContext'] : [];
  const suspends = suspendsOn(lowered, target);
  if (suspends)
    optionMembers.push(
      ast.doc(ast.field('suspend', 'boolean', true), [
        'Suspends the guest while an async host method runs, if the engine has JSPI. Its exports are then called by `asyncGuestExports` or `promising`. Otherwise such a call answers that it would block, and the guest asks again.',
        'Of each import 64 calls may wait so, or as many as the quota of a handle that they carry; what the guest gave with them may take no more than its memory, and beyond 64 what the host may fill counts too. Further ones answer the same and do not reach the host. A call is forgotten when its handle closes; of calls without one the oldest answer makes room, and `onHostError` is told.',
      ]),
    );
  const module = ast.generic('WebAssembly.Module');
  // The type of a module has no members, so that bytes would pass for one: they have a length.
  const compiled = ast.intersection([module, ast.objectType([ast.field('byteLength', 'never', true)])]);
  const source = target.compile === 'forbidden' ? compiled : ast.union(['BufferSource', module]);
  return [
    ast.importNamed(['BoundInterface'], './glue/assemble.js', true),
    ast.importNamed(['Layer'], './glue/bind.js', true),
    ast.importNamed(['GuestOptions'], './glue/guest.js', true),
    ast.importNamed(['Bindings', 'Difference', 'InstantiateOptions'], './glue/link.js', true),
    ast.importNamed(['GuestBoundary'], './glue/preflight.js', true),
    ast.exportAll('./index.js'),
    ast.importNamed(importedTypes, './index.js', true),
    ...(codecs.length > 0 ? [ast.importNamed(['Codec'], './glue/payload.js', true)] : []),
    ...taskContext.flatMap((name) => [ast.importNamed([name], './glue/tasks.js', true), ast.exportNamed([name], './glue/tasks.js', true)]),
    ast.exportNamed(['BoundInterface'], './glue/assemble.js', true),
    ast.exportNamed(['Layer'], './glue/bind.js', true),
    ast.exportNamed(['Bindings', 'Difference', 'InstantiateOptions'], './glue/link.js', true),
    ast.exportNamed(['GuestBoundary'], './glue/preflight.js', true),
    ...hosts,
    ...core,
    ast.doc(hostsType, [`The hosts of the target ${target.name}, by interface. An interface that is left out is answered by its errors.`]),
    ast.doc(ast.typeAlias('Capability', literals(here.map((c) => c.name))), ['Capabilities that can be granted here.']),
    ast.doc(ast.typeAlias('Grant', ast.union(['Capability', literals([...here.flatMap((c) => c.aliases), ...groups])])), [
      'What can stand in `grants`: a capability, an older name of one, or a group.',
    ]),
    ast.doc(ast.interface('CreateImportsOptions', optionMembers), ['Options of `createImports`.']),
    ast.doc(guestExports(ast, exports), ['What guests export for their host; a guest may lack what its imports do not need.']),
    ...binds,
    ast.doc(
      ast.declareFunc(
        'createImportsOf',
        [ast.param('interfaces', ast.arrayType('BoundInterface', true)), ast.param('options', 'CreateImportsOptions', true)],
        'Bindings',
      ),
      ['As `createImports`, from interfaces that are bound one by one: a bundler leaves out the others.'],
    ),
    ast.doc(
      ast.declareFunc('createImports', [ast.param('hosts', 'Hosts', true), ast.param('options', 'CreateImportsOptions', true)], 'Bindings'),
      [
        'Makes the import object of one guest instance.',
        '@throws AbiLinkError if a grant is unknown here, a required method is missing or a method misspelt, a codec is missing, or an option is not what it should be.',
      ],
    ),
    ast.doc(
      ast.declareFunc(
        'instantiate',
        [ast.param('source', source), ast.param('bindings', 'Bindings'), ast.param('options', 'InstantiateOptions', true)],
        ast.generic('Promise', ast.generic('WebAssembly.Instance')),
      ),
      [
        'Checks, links and attaches a guest; makes the memory and table that it imports.',
        '@throws AbiLinkError naming every difference between the guest and the ABI.',
      ],
    ),
    ast.doc(
      ast.declareFunc(
        'preflight',
        [
          ast.param('guest', ast.union([compiled, 'GuestBoundary'])),
          ast.param(
            'options',
            ast.generic('Pick', 'InstantiateOptions', ast.union([ast.literalType('modules'), ast.literalType('peers')])),
            true,
          ),
        ],
        ast.arrayType('Difference'),
      ),
      [
        'Differences between a module and the ABI, each with what to do about it. Of a compiled module they are of names and kinds; of what `readBytes` of the entry `./bytes` read, of types and limits too.',
      ],
    ),
    ast.doc(
      ast.declareFunc(
        'attach',
        [
          ast.param('bindings', 'Bindings'),
          ast.param('instance', ast.generic('WebAssembly.Instance')),
          ast.param('peers', ast.generic('WebAssembly.Exports'), true),
        ],
        'void',
      ),
      ['Tells the bindings of an instance that was made without `instantiate`.'],
    ),
    ast.doc(ast.declareFunc('guestExports', [ast.param('bindings', 'Bindings')], 'GuestExports'), [
      'The exports of the attached guest that the ABI declares. Numbers are converted to the core type of each parameter, and a call from inside an import that does not re-enter the guest is refused.',
    ]),
    ast.doc(ast.declareFunc('end', [ast.param('bindings', 'Bindings')], 'void'), [
      `Ends a guest that is done: its tasks are aborted, its streams drop what they have, and what calls it by these bindings afterwards, or is called by it, gets an \`AbiTrap\`. Does nothing to a guest that has ended.${suspends ? ' One that is suspended comes back when its host has answered, by the trap.' : ''}`,
      `The bindings see what a guest throws only where it leaves through \`guestExports\`${suspends ? ', `asyncGuestExports` or `promising`' : ''}: call this for what left an export of the instance itself.`,
    ]),
    ...(tellsHandles(lowered) ? [handleOf(ast)] : []),
    ...(suspends ? asyncExports(ast, exports) : []),
    ...auditDeclarations(ast, lowered, target),
    ...deterministicDeclarations(ast, lowered, target),
  ];
}

/** The groups that hold a name: `a.*` and `a.b.*` for `a.b.c`. */
const groupsOf = (name: string): string[] => [...name.matchAll(/\./g)].map(({ index }) => `${name.slice(0, index)}.*`);

const handleOf = (ast: Ast): St =>
  ast.doc(
    ast.declareFunc('handleOf', [ast.param('bindings', 'Bindings'), ast.param('resource', 'object')], ast.union(['number', 'undefined'])),
    [
      'The number by which the guest knows a resource of the host, for a guest export that takes one; undefined if the guest has no handle for it.',
    ],
  );

const coreTy = (type: string): Ty => (type === 'i64' ? 'bigint' : 'number');
const coreName = (host: string): string => host.replace(/Host(_*)$/, 'Core$1');

function guestExports(ast: Ast, exports: readonly LoweredExport[]): St {
  const kinds = { memory: 'WebAssembly.Memory', table: 'WebAssembly.Table', global: 'WebAssembly.Global' } as const;
  return ast.interface(
    'GuestExports',
    exports.map((e) => {
      const { kind, field, doc, when } = e.export;
      const lines = [doc, ...(when ? [when] : [])].filter((l) => l !== '');
      return ast.doc(kind === 'func' ? exportMethod(ast, e, (result) => result) : ast.field(field, ast.generic(kinds[kind]), true), lines);
    }),
  );
}

function exportMethod(ast: Ast, { export: e, signature }: LoweredExport, returned: (result: Ty) => Ty) {
  const local = new LocalNames();
  const params = e.params.map((p, i) => ast.param(local.fresh(p.name), coreTy(signature.params[i] ?? 'i32')));
  const [result] = signature.results;
  return ast.method(e.field, params, returned(result === undefined ? 'void' : coreTy(result)), true);
}

/** How guests are called that imports may suspend. */
function asyncExports(ast: Ast, exports: readonly LoweredExport[]): St[] {
  const promise = (result: Ty): Ty => ast.generic('Promise', result);
  const functions = exports.filter((e) => e.export.kind === 'func');
  const cores = ast.param('values', ast.arrayType(ast.union(['number', 'bigint'])));
  const rest = ast.ts.factory.updateParameterDeclaration(
    cores,
    undefined,
    ast.ts.factory.createToken(ast.ts.SyntaxKind.DotDotDotToken),
    cores.name,
    undefined,
    cores.type,
    undefined,
  );
  const answer = ast.ts.factory.createFunctionTypeNode(undefined, [rest], ast.ty(promise('unknown')));
  return [
    ast.doc(
      ast.interface(
        'AsyncGuestExports',
        functions.map((e) => exportMethod(ast, e, promise)),
      ),
      ['What guests export for their host, for guests that imports may suspend.'],
    ),
    ast.doc(ast.declareFunc('asyncGuestExports', [ast.param('bindings', 'Bindings')], 'AsyncGuestExports'), [
      'The exported functions of the attached guest that the ABI declares, which imports may suspend. One runs at a time: a call while another has not come back is rejected.',
    ]),
    ast.doc(ast.declareFunc('promising', [ast.param('bindings', 'Bindings'), ast.param('run', 'Function')], answer), [
      'As `asyncGuestExports`, for an export of the guest that the ABI does not declare.',
    ]),
  ];
}
