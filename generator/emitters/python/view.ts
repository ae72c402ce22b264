import { type PyExpression, pyBool, pyDocstring, pyMapping, pySource, pyString, pyTuple } from '../../emit/text/python.js';
import { docLines } from '../../emit/text/visible.js';
import type { Abi } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';
import { exportValues, functionValues, moduleValues, otherImportValues } from './functions-view.js';
import type { PythonNames } from './names.js';
import { enumViews, type PyEnum, typeValues } from './types-view.js';
import { docOf, life, link, made, optionalString, strings } from './values.js';

/** View model of `module.py.hbs`: each constant as source. */
interface PythonView {
  readonly docstring: string;
  readonly abi: string;
  readonly version: string;
  readonly digest: string;
  readonly classes: string;
  readonly enums: readonly PyEnum[];
  readonly targets: string;
  readonly capabilities: string;
  readonly types: string;
  readonly functions: string;
  readonly otherImports: string;
  readonly exports: string;
  readonly modules: string;
  readonly reserved: string;
}

export function pythonView(lowered: LoweredAbi, names: PythonNames, classes: string): PythonView {
  const { abi } = lowered;
  return {
    docstring: pyDocstring([`The ABI ${abi.name} ${abi.version} as typed constants, for compilers of guests.`, ...paragraph(abi.doc)]),
    abi: pyString(abi.name),
    version: pyString(abi.version),
    digest: pyString(abi.digest),
    classes,
    enums: enumViews(lowered, names),
    targets: pySource(targetValues(abi)),
    capabilities: pySource(capabilityValues(abi)),
    types: pySource(typeValues(lowered, names)),
    functions: pySource(functionValues(lowered)),
    otherImports: pySource(otherImportValues(lowered)),
    exports: pySource(exportValues(lowered)),
    modules: pySource(moduleValues(abi.modules)),
    reserved: pySource(reservedValues(abi)),
  };
}

const paragraph = (doc: string): string[] => (docLines(doc).length === 0 ? [] : ['', ...docLines(doc)]);

const targetValues = ({ targets }: Abi): PyExpression =>
  pyMapping(
    targets.map((t) => {
      const values = { threads: pyString(t.threads), blocking: pyString(t.blocking), compile: pyString(t.compile) };
      return [pyString(t.name), made('Target', { name: pyString(t.name), ...values, life: life(t), doc: docOf(t) })] as const;
    }),
  );

const capabilityValues = ({ capabilities }: Abi): PyExpression =>
  pyMapping(
    capabilities.map(
      (c) =>
        [
          pyString(c.name),
          made('Capability', {
            name: pyString(c.name),
            targets: strings(c.targets),
            nondeterministic: pyBool(c.nondeterministic),
            implies: strings(c.implies),
            aliases: strings(c.aliases),
            life: life(c),
            doc: docOf(c),
          }),
        ] as const,
    ),
  );

const reservedValues = ({ reserved }: Abi): PyExpression =>
  pyTuple(
    reserved.map((r) =>
      made('Reserved', { link: link(r.module, r.name), reason: pyString(r.reason), removed_in: optionalString(r.removedIn) }),
    ),
  );
