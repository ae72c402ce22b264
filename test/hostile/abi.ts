/** The smallest ABI that is in order, for tests to spoil. */
export const abi = {
  abi: 'demo',
  version: '1.0.0',
  targets: { wasi: { threads: 'optional', blocking: 'allowed' } },
  capabilities: {},
  interfaces: ['log.json'],
} as const;

const errno = {
  kind: 'errors',
  repr: 's32',
  cases: { EFAULT: 14, EINVAL: 22, EIO: 5, ERANGE: 34 },
  roles: { fault: 'EFAULT', invalid: 'EINVAL', internal: 'EIO', 'too-small': 'ERANGE' },
} as const;

/** A function that needs nothing, under an import name of its own. */
export const func = (name: string, more: object = {}) => ({
  import: name,
  doc: 'Does it.',
  capability: 'none',
  capabilityReason: 'It touches nothing.',
  ...more,
});

/** The files of an ABI with one interface, `log`, and its error domain `errno`. */
export const files = (inside: object = {}, around: object = {}): Record<string, string> => {
  const { types, functions = { write: func('demo_write') }, ...rest } = inside as Record<string, object>;
  const log = { interface: 'log', module: 'env', types: { errno, ...types }, functions, ...rest };
  return { 'abi.json': JSON.stringify({ ...abi, ...around }), 'log.json': JSON.stringify(log) };
};
