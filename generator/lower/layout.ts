import { type DiagnosticCode, diagnostic } from '../diagnostics/catalog.js';
import { type Diagnostic, unplaced } from '../diagnostics/diagnostic.js';
import { baseType, type Origin, type Type } from '../ir/abi.js';
import type { MemoryType, RecordMemory, VariantMemory } from '../ir/lowered.js';
import { scalarOf, sizeOf } from '../ir/scalars.js';

/** No record needs more; it also keeps every offset far from 2^32. */
const maxSize = 65536;

export const alignUp = (offset: number, align: number): number => Math.ceil(offset / align) * align;

/** Computes how types lie in guest memory, each named type once. Layout is that of C: natural alignment, fields in order. */
export class Layouts {
  readonly byId = new Map<string, MemoryType>();
  readonly #failed = new Set<string>();

  constructor(readonly report: (diagnostic: Diagnostic) => void) {}

  /** Layout of a type; undefined (and reported) if it has no fixed size. */
  of(type: Type, origin: Origin): MemoryType | undefined {
    const base = baseType(type);
    const scalar = scalarOf(base);
    if (scalar !== undefined) {
      const size = sizeOf(scalar);
      return { kind: 'scalar', scalar, type, size, align: size };
    }
    if (base.kind !== 'record' && base.kind !== 'variant') {
      this.#say('lower/no-layout', origin, { name: 'id' in base ? base.id : base.kind, kind: base.kind });
      return undefined;
    }
    const known = this.byId.get(base.id);
    if (known || this.#failed.has(base.id)) return known;
    const layout = base.kind === 'record' ? this.#record(base) : this.#variant(base);
    if (layout) this.byId.set(base.id, layout);
    else this.#failed.add(base.id);
    return layout;
  }

  #record(type: Extract<Type, { kind: 'record' }>): MemoryType | undefined {
    let offset = 0;
    let align = 1;
    const fields = [];
    for (const field of type.fields) {
      const memory = this.of(field.type, field.origin);
      if (!memory) return undefined;
      offset = alignUp(offset, memory.align);
      this.#expect(`${type.id}.${field.name}`, 'offset', field.expectedOffset, offset, field.origin);
      fields.push({ name: field.name, offset, reserved: field.reserved, memory });
      offset += memory.size;
      align = Math.max(align, memory.align);
    }
    return this.#sized<RecordMemory>({ kind: 'record', type, fields, size: alignUp(offset, align), align });
  }

  #variant(type: Extract<Type, { kind: 'variant' }>): MemoryType | undefined {
    const tagSize = sizeOf(type.tag);
    let payloadSize = 0;
    let payloadAlign = 1;
    const cases = [];
    for (const c of type.cases) {
      const memory = c.type === undefined ? undefined : this.of(c.type, c.origin);
      if (c.type !== undefined && !memory) return undefined;
      payloadSize = Math.max(payloadSize, memory?.size ?? 0);
      payloadAlign = Math.max(payloadAlign, memory?.align ?? 1);
      cases.push({ name: c.name, value: c.value, memory });
    }
    const align = Math.max(tagSize, payloadAlign);
    const payloadOffset = alignUp(tagSize, payloadAlign);
    this.#expect(type.id, 'payload offset', type.expectedPayloadOffset, payloadOffset, type.origin);
    return this.#sized<VariantMemory>({
      kind: 'variant',
      type,
      tag: type.tag,
      payloadOffset,
      cases,
      size: alignUp(payloadOffset + payloadSize, align),
      align,
    });
  }

  #sized<T extends RecordMemory | VariantMemory>(layout: T): T | undefined {
    const { type, size, align } = layout;
    if (size > maxSize) {
      this.#say('lower/size', type.origin, { name: type.id, bytes: String(size) });
      return undefined;
    }
    this.#expect(type.id, 'size', type.expectedSize, size, type.origin);
    this.#expect(type.id, 'alignment', type.expectedAlign, align, type.origin);
    return layout;
  }

  #expect(name: string, what: string, expected: bigint | undefined, actual: number, origin: Origin): void {
    if (expected !== undefined && expected !== BigInt(actual))
      this.#say('lower/layout', origin, { name, what, expected: String(expected), actual: String(actual) });
  }

  #say<C extends DiagnosticCode>(code: C, origin: Origin, params: Parameters<typeof diagnostic<C>>[2]): void {
    this.report(diagnostic(code, unplaced(origin), params));
  }
}
