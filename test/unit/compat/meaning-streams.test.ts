import { describe, expect, it } from 'vitest';
import { base, type Files, foundBetween, merged } from './fixtures.js';

const hook = (name: string, params: readonly string[]): Files => ({
  export: name,
  required: false,
  params: params.map((param) => ({ name: param, type: 'u32' })),
  result: { type: 'u32' },
});

/** The base with a stream, which one function gives out, and a cancel token, which another takes. */
const streaming = merged(base, {
  'api.json': {
    types: {
      feed: { kind: 'stream', repr: 'u32', new: 'make', send: 'send', close: 'close', allocate: 'allocate', free: 'free' },
      token: { kind: 'cancel-token', repr: 'u32', none: 0, poll: 'poll', cancelled: 1 },
    },
    functions: {
      watch: {
        import: 'demo_watch',
        doc: 'Watches.',
        params: [
          { name: 'feed', type: 'feed', pass: 'out' },
          { name: 'token', type: 'token' },
        ],
        result: { errors: 'errno' },
        capability: 'demo.use',
        effects: { reenters: true },
      },
    },
    exports: {
      make: hook('make', ['capacity']),
      send: hook('send', ['stream', 'address', 'length']),
      close: hook('close', ['stream']),
      allocate: hook('allocate', ['size']),
      free: hook('free', ['address', 'size']),
      poll: hook('poll', ['token']),
    },
  },
});

const api = (patch: Files) => foundBetween(streaming, merged(streaming, { 'api.json': patch }));

describe('streams and cancel tokens', () => {
  it('delivering a stream in a call that re-enters is told, both ways', () => {
    const pumping = merged(streaming, { 'api.json': { functions: { watch: { pumps: ['feed'] } } } });
    expect(foundBetween(streaming, pumping)).toEqual(['major reentrancy-added function api.watch']);
    expect(foundBetween(pumping, streaming)).toEqual(['minor reentrancy-removed function api.watch']);
  });

  it('each number of a cancel token is told', () => {
    for (const member of ['none', 'tag', 'cancelled'])
      expect(api({ types: { token: { [member]: 7 } } })).toEqual(['major cancel-protocol-changed type api.token']);
  });

  it('an export of another name in the source is the same export', () => {
    const exports = { poll: null, ask: hook('poll', ['token']), free: null, release: hook('free', ['address', 'size']) };
    const lines = api({ exports, types: { token: { poll: 'ask' }, feed: { free: 'release' } } });
    expect(lines.filter((line) => line.includes('type api.'))).toEqual([]);
  });
});
