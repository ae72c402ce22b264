const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * Names that no binding or parameter of an emitted module may have: reserved words of ECMAScript in strict and module
 * code, words that are special inside functions, and globals that generated code uses and must not shadow.
 */
export const typescriptWords: ReadonlySet<string> = new Set(
  list(`
  break case catch class const continue debugger default delete do else enum export extends false finally for function if
  import in instanceof new null return super switch this throw true try typeof var void while with
  implements interface let package private protected public static yield await async
  arguments eval undefined NaN Infinity globalThis __proto__ prototype constructor exports module require
  Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error Float32Array Float64Array
  Function Int8Array Int16Array Int32Array Iterator JSON Map Math Number Object Promise Proxy RangeError Reflect RegExp Set
  SharedArrayBuffer String Symbol SyntaxError TextDecoder TextEncoder TypeError Uint8Array Uint8ClampedArray Uint16Array
  Uint32Array URL WeakMap WeakRef WeakSet WebAssembly
`),
);

/** Names that no emitted type may have besides those: predefined types, and the utility types of the standard library. */
export const typescriptTypes: ReadonlySet<string> = new Set([
  ...typescriptWords,
  ...list(`
  any bigint boolean intrinsic never number object string symbol unknown
  Awaited Capitalize ConstructorParameters Exclude Extract InstanceType Lowercase NoInfer NonNullable Omit OmitThisParameter
  Parameters Partial Pick PromiseLike PropertyKey Readonly ReadonlyArray ReadonlyMap ReadonlySet Record Required ReturnType
  ThisParameterType ThisType Uncapitalize Uppercase
`),
]);
