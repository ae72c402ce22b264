import { type PyExpression, pyBool, pyMapping, pyOptional, pyString, pyTuple } from '../../emit/text/python.js';
import {
  type AnsweredBy,
  type AnyImport,
  besideId,
  deterministicText,
  type Func,
  type FuncResult,
  type OpenModule,
  type Param,
} from '../../ir/abi.js';
import type { LoweredAbi, LoweredExport, LoweredFunc } from '../../ir/lowered.js';
import {
  answer,
  authority,
  docOf,
  effects,
  integer,
  life,
  link,
  made,
  optionalInteger,
  optionalString,
  strings,
  typeName,
} from './values.js';

/** Imported functions, in the order of the interfaces. */
export const functionValues = ({ interfaces }: LoweredAbi): PyExpression =>
  pyTuple(interfaces.flatMap((i) => i.functions.map(functionValue)));

function functionValue(lowered: LoweredFunc): PyExpression {
  const { func, signature } = lowered;
  const [core] = signature.results;
  return made('Function', {
    id: pyString(func.id),
    link: link(func.module, func.field),
    core_params: strings(signature.params),
    core_results: strings(signature.results),
    params: pyTuple(func.params.map((param) => paramValue(param, lowered))),
    result: core === undefined ? 'None' : pyOptional(func.result, (result) => resultValue(result, core)),
    noreturn: pyBool(func.noreturn),
    capability: authority(func.authority),
    targets: strings(func.targets),
    lacking: pyMapping(Object.entries(func.lacking).map(([target, given]) => [pyString(target), answer(given)] as const)),
    missing: answer(func.missing),
    denied: answer(func.denied),
    effects: effects(func.effects),
    deterministic: optionalString(func.deterministic && deterministicText(func.deterministic)),
    answered_by: pyString(answererName(func.answeredBy)),
    aliases: pyTuple(func.importAliases.map((alias) => link(alias.module, alias.field))),
    life: life(func),
    doc: docOf(func),
    task: pyOptional(func.task, ({ poll, cancel }) =>
      made('Task', { poll: pyString(besideId(func, poll)), cancel: pyString(besideId(func, cancel)) }),
    ),
    pumps: func.pumps.length === 0 ? '()' : strings(func.pumps.map((stream) => stream.id)),
    sized_by: pyOptional(func.sizedBy, (name) => pyString(besideId(func, name))),
  });
}

/** `host`, `module`, or the id of the guest export. */
const answererName = (by: AnsweredBy): string => (by.kind === 'export' ? by.exportId : by.kind);

const paramValue = (param: Param, { coreParams }: LoweredFunc): PyExpression =>
  made('Param', {
    name: pyString(param.name),
    type: pyString(typeName(param.type)),
    direction: pyString(param.pass),
    core: pyTuple(
      coreParams
        .filter((core) => core.param === param)
        .map((core) => made('CoreParam', { name: pyString(core.name), type: pyString(core.type), role: pyString(core.role) })),
    ),
    optional: pyBool(param.optional),
    absent: optionalInteger(param.absent),
    written: optionalString(param.written),
    own: pyBool(param.own),
    retained: pyBool(param.retained),
    align: integer(param.align),
    life: life(param),
    doc: docOf(param),
  });

const resultValue = (result: FuncResult, core: string): PyExpression =>
  made('Result', {
    type: pyOptional(result.type, (type) => pyString(typeName(type))),
    core: pyString(core),
    encoding: pyString(result.encoding),
    errors: strings(result.errors.map((domain) => domain.id)),
    absent: optionalInteger(result.absent),
    doc: docOf(result),
  });

/** Memories, tables, globals and tags, in the order of the interfaces. */
export const otherImportValues = ({ abi }: LoweredAbi): PyExpression =>
  pyTuple(abi.interfaces.flatMap((i) => [...i.memories, ...i.tables, ...i.globals, ...i.tags].map(otherImportValue)));

function otherImportValue(item: Exclude<AnyImport, Func>): PyExpression {
  const common = { targets: strings(item.targets), life: life(item), doc: docOf(item) };
  const named = { id: pyString(item.id), link: link(item.module, item.field) };
  const limits = 'limits' in item ? { minimum: integer(item.limits.min), maximum: optionalInteger(item.limits.max) } : {};
  switch (item.kind) {
    case 'memory':
      return made('Memory', { ...named, ...limits, shared: pyBool(item.shared), address: pyString(item.index), ...common });
    case 'table':
      return made('Table', { ...named, ...limits, element: pyString(item.element), ...common });
    case 'global':
      return made('Global', { ...named, type: pyString(item.type), mutable: pyBool(item.mutable), ...common });
    case 'tag':
      return made('Tag', { ...named, core_params: strings(item.params), ...common });
  }
}

/** What guests export, in the order of the interfaces. */
export const exportValues = ({ interfaces }: LoweredAbi): PyExpression => pyTuple(interfaces.flatMap((i) => i.exports.map(exportValue)));

const exportValue = ({ export: item, signature }: LoweredExport): PyExpression =>
  made('Export', {
    id: pyString(item.id),
    name: pyString(item.field),
    kind: pyString(item.kind),
    core_params: strings(signature.params),
    core_results: strings(signature.results),
    params: pyTuple(
      item.params.map((p) => made('ExportParam', { name: pyString(p.name), type: pyString(typeName(p.type)), doc: docOf(p) })),
    ),
    result: pyOptional(item.result, ({ type }) => pyString(typeName(type))),
    required_on: strings(item.requiredOn),
    when: optionalString(item.when),
    life: life(item),
    doc: docOf(item),
  });

export const moduleValues = (modules: readonly OpenModule[]): PyExpression =>
  pyTuple(
    modules.map((module) =>
      made('OpenModule', {
        name: pyString(module.name),
        answered_by: pyString(module.answeredBy),
        targets: strings(module.targets),
        contracts: pyTuple(
          module.contracts.map((c) =>
            made('Contract', {
              name: pyString(c.name),
              core_params: strings(c.params),
              variadic: pyBool(c.variadic),
              core_results: strings(c.results),
              life: life(c),
              doc: docOf(c),
            }),
          ),
        ),
        life: life(module),
        doc: docOf(module),
      }),
    ),
  );
