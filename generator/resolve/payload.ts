import { didYouMean } from '../diagnostics/suggest.js';
import type { EmbeddedBuffer, Origin, PayloadType } from '../ir/abi.js';
import { holderOf, type PayloadSchema, segmentsOf } from '../ir/payload-schema.js';
import type * as Raw from '../schema/raw.generated.js';
import { type Context, child } from './context.js';
import { checkProfile } from './payload-profile.js';

/** Schema and embedded buffers of a payload type. */
export function payload(context: Context, raw: Raw.TypePayload, origin: Origin): Pick<PayloadType, 'schema' | 'buffers'> {
  const buffers = (raw.buffers ?? []).map(
    (b, i): EmbeddedBuffer => ({
      doc: b.doc ?? '',
      origin: child(origin, 'buffers', i),
      at: segmentsOf(b.at),
      address: b.address,
      length: b.length,
      view: b.view,
      access: b.access,
    }),
  );
  const schema = schemaOf(context, raw, origin);
  if (schema !== undefined) for (const buffer of buffers) checkBuffer(context, schema as PayloadSchema, buffer);
  else if (raw.schema === undefined && buffers.length > 0) {
    const why = 'lie in values that a `schema` describes, and there is none';
    context.report('resolve/payload-profile', child(origin, 'buffers'), { keyword: 'buffers', why });
  }
  return { schema, buffers };
}

/** The schema of a payload, undefined if there is none or it is reported. */
function schemaOf(context: Context, raw: Raw.TypePayload, origin: Origin): object | undefined {
  if (raw.schema === undefined) return undefined;
  const place = child(origin, 'schema');
  if (raw.codec === 'arrow-ipc') {
    context.report('resolve/payload-profile', place, {
      keyword: 'schema',
      why: 'cannot describe arrow-ipc, which carries a schema of its own',
    });
    return undefined;
  }
  const inline = typeof raw.schema !== 'string';
  const document = inline ? undefined : context.source.documents.get(raw.schema as string);
  if (!inline && !document) {
    context.report(
      'resolve/payload-missing',
      place,
      { path: raw.schema as string },
      { help: didYouMean(raw.schema as string, context.source.documents.keys()) },
    );
    return undefined;
  }
  const value: unknown = document ? document.value : raw.schema;
  const before = context.diagnostics.length;
  checkProfile(context, value, raw.codec, document ? { file: document.file, pointer: '' } : place);
  return context.diagnostics.length === before ? (value as object) : undefined;
}

/** The glue reads an address and a length beside each other, and puts the view there. */
function checkBuffer(context: Context, schema: PayloadSchema, buffer: EmbeddedBuffer): void {
  const wrong = (keyword: string, why: string) =>
    context.report('resolve/payload-profile', child(buffer.origin, keyword), { keyword, why });
  const properties = holderOf(schema, buffer.at)?.properties;
  if (properties === undefined) {
    wrong('at', 'leads to no object of the schema through properties, items and $ref');
    return;
  }
  for (const keyword of ['address', 'length'] as const)
    if (!Object.hasOwn(properties, buffer[keyword])) wrong(keyword, `names no property of the object: ${buffer[keyword]}`);
  if (Object.hasOwn(properties, buffer.view)) wrong('view', `is a property that the guest gives: ${buffer.view}`);
}
