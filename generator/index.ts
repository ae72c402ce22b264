export type { WasmModule } from '../runtime-glue/wasm/module.js';
export { catalog, type DiagnosticCode, exitOf } from './diagnostics/catalog.js';
export {
  type Diagnostic,
  hasErrors,
  InternalError,
  type Position,
  type RelatedPlace,
  type Result,
  type Severity,
  type Span,
} from './diagnostics/diagnostic.js';
export type { EmitContext, EmittedFile, Emitter } from './emit/emitter.js';
export { checkPaths } from './emit/paths.js';
export { emitters } from './emitters/registry.js';
export type { LedgerEntry } from './history/ledger.js';
export { type FoundVersion, findVersion, listVersions, verifyVersion } from './history/versions.js';
export { createContext, embeddedAbi, embeddedAbis } from './installation.js';
export { type Abi, importsOf } from './ir/abi.js';
export type { LoweredAbi } from './ir/lowered.js';
export { narrow } from './narrow/narrow.js';
export { type Compilation, compile, emit } from './pipeline.js';
export type { Host } from './source/host.js';
export { memoryHost } from './source/memory-host.js';
export { nodeHost } from './source/node-host.js';
export { readBoundary, readModule } from './wasm/read.js';
