import { chromium } from './chromium.js';
import { node } from './node.js';
import { workerd } from './workerd.js';

export const realHosts = ['node', 'chromium', 'workerd'] as const;
export type RealHost = (typeof realHosts)[number];

/** Core modules by the names under which a program finds them. */
export type WasmFiles = Readonly<Record<string, Uint8Array>>;

/**
 * What a program is given: an ES module, bundled with all that it imports, whose default export is this function. `modules`
 * are ready to instantiate, since workerd compiles no bytes. `input` and the answer cross as JSON.
 */
export type Program = (input: never, given: { readonly modules: Readonly<Record<string, WebAssembly.Module>> }) => unknown;

/** A running host, in a process and a realm of its own. */
export interface OpenHost {
  /**
   * Runs a bundle (see `bundle`) and answers what its default export gave.
   *
   * @throws Error with the text of what the program threw, or of what kept the host from running it.
   */
  run(bundled: string, files: WasmFiles, input: unknown): Promise<unknown>;
  /** Ends the host and every process that it started. */
  close(): Promise<void>;
}

const openers: Readonly<Record<RealHost, () => Promise<OpenHost>>> = { node, chromium, workerd };

/** Starts a host. The caller closes it. */
export const open = (host: RealHost): Promise<OpenHost> => openers[host]();

export { bundle } from './bundle.js';
