/** What a worker imports as WebAssembly is a compiled module. */
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
