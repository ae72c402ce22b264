/** Makes a host with a mistake of a right one, some of whose imports are replaced. */
import type { Change, Import } from './guest.js';

interface Real {
  /** Calls an import of the right host. */
  readonly call: (name: string, ...values: Parameters<Import>) => number;
  /** The same, for an answer of 64 bits. */
  readonly wide: (name: string, ...values: Parameters<Import>) => bigint;
  readonly view: DataView;
}

export interface WrongHost {
  readonly mistake: string;
  /** The names of the rules that notice it, each of them. */
  readonly noticedBy: readonly string[];
  readonly imports: (real: Real) => Readonly<Record<string, Import>>;
}

const [ERROR, EAGAIN] = [4, -11];

/** Answers one address of 240.0.0.0/4, which is nobody's. */
export const madeUp =
  ({ view }: Real): Import =>
  (...values) => {
    const [out, length] = [Number(values[8]), Number(values[10])];
    for (const [i, value] of [1, 2, 1, 6, 0, 8].entries()) view.setUint32(out + 4 * i, value, true);
    for (const [i, byte] of [2, 0, 80, 0, 240, 0, 0, 1].entries()) view.setUint8(out + 24 + i, byte);
    view.setUint32(length, 32, true);
    return 0;
  };

/** Answers a text in a buffer: what a host says that has nothing to say. */
export const saying =
  ({ view }: Real, text: string, before = 0): Import =>
  (...values) => {
    for (const [i, byte] of new TextEncoder().encode(text).entries()) view.setUint8(Number(values[before]) + i, byte);
    view.setUint32(Number(values[before + 2]), text.length, true);
    return 0;
  };

/** `poll` of a host that has another answer for what failed. */
export const failing =
  (real: Real, name: string, answer: (asked: number) => number): Import =>
  (handle, asked) => {
    const found = real.call(name, handle as bigint, asked as number);
    return found > 0 && found & ERROR ? answer(Number(asked)) : found;
  };

/** A call that says of every other success that it would have blocked. */
export const forgetful = ({ call }: Real, name: string): Import => {
  let calls = 0;
  return (...values) => {
    const answer = call(name, ...values);
    return answer === 0 && calls++ % 2 === 0 ? EAGAIN : answer;
  };
};

/** Makes a wrong host of a right one. */
export const asWrong =
  ({ imports: replaced }: WrongHost): Change =>
  (right, exports) => {
    const wide: Real['wide'] = (name, ...values) => {
      for (const fields of Object.values(right)) {
        const found = fields[name];
        if (typeof found === 'function') return found(...values);
      }
      throw new Error(`the host has no import ${name}`);
    };
    const call: Real['call'] = (name, ...values) => Number(wide(name, ...values));
    const own = replaced({ call, wide, view: new DataView((exports.molt_memory as WebAssembly.Memory).buffer) });
    const fields = (found: WebAssembly.ModuleImports) =>
      Object.fromEntries(Object.entries(found).map(([name, value]) => [name, own[name] ?? value]));
    return Object.fromEntries(Object.entries(right).map(([module, found]) => [module, fields(found)]));
  };
