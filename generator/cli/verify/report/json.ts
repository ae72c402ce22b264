import { jsonLine, withoutCommands } from '../../../../compat-policy/report/escape.js';
import { typeText } from '../../../../runtime-glue/wasm/extern.js';
import type { ExternKind, ExternType } from '../../../../runtime-glue/wasm/module.js';
import type { CheckedImport, ImportStatus } from '../../../verify/imports.js';
import type { Removal } from '../../../verify/surface.js';
import type { Verdict } from '../../../verify/verdict.js';

/** One object a line, one line a module; `schemas/verify-report.schema.json` describes it. */
export const json = (verdicts: readonly Verdict[]): string =>
  verdicts.map((verdict) => withoutCommands(jsonLine({ ...verdict, imports: rowsOf(verdict.imports) }))).join('');

interface ImportRow {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternKind;
  /** In the spelling of the text format. */
  readonly type: string;
  readonly status: ImportStatus;
  /** What it needs, `a and b` or `a or b`; null for what needs nothing. */
  readonly capability: string | null;
  readonly since: string | null;
  readonly deprecated: { readonly in: string; readonly replacement: string | null; readonly earliest: Removal | null } | null;
}

function rowsOf(imports: readonly CheckedImport[]): ImportRow[] {
  // Many imports have the same type, which is one object.
  const texts = new Map<ExternType, string>();
  const textOf = (type: ExternType): string => {
    const text = texts.get(type) ?? typeText(type);
    texts.set(type, text);
    return text;
  };
  return imports.map(({ found, item, status }) => ({
    module: found.module,
    name: found.name,
    kind: found.type.kind,
    type: textOf(found.type),
    status,
    capability: item && item.capabilities.length > 0 ? item.capabilities.map((oneOf) => oneOf.join(' or ')).join(' and ') : null,
    since: item?.since ?? null,
    deprecated: item?.deprecated
      ? { in: item.deprecated.in, replacement: item.deprecated.replacement ?? null, earliest: item.deprecated.earliest ?? null }
      : null,
  }));
}
