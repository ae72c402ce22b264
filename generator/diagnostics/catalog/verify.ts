import { error, warning } from '../entry.js';

/** What `verify` finds in a module. Names come quoted. */
export const verifyCatalog = {
  'verify/unlisted': error<{ name: string; type: string; abi: string }>({
    summary: 'A module imports what the ABI does not have.',
    exit: 1,
    message: ({ name, type, abi }) => `imports ${name} ${type}, which ${abi} does not have`,
    help: 'It was built for another version of the ABI, or with a symbol left undefined. Only what the ABI lists may be imported.',
  }),
  'verify/reserved': error<{ name: string; abi: string }>({
    summary: 'A module imports a name that the ABI had once, and keeps from being used again.',
    exit: 1,
    message: ({ name, abi }) => `imports ${name}, which ${abi} no longer has: the name is reserved`,
    help: 'Build the module with the declarations of a live version.',
  }),
  'verify/mistyped': error<{ name: string; found: string; expected: string; abi: string }>({
    summary: 'A module imports a name of the ABI with another type.',
    exit: 1,
    message: ({ name, found, expected, abi }) => `imports ${name} as ${found}; in ${abi} it is ${expected}`,
    help: 'A host would refuse to link it, or read wrong values. Build the module with the declarations of this version.',
  }),
  'verify/limits': error<{ name: string; found: string; expected: string; abi: string }>({
    summary: 'The limits of an imported memory or table leave no room for what the ABI describes.',
    exit: 1,
    message: ({ name, found, expected, abi }) => `imports ${name} as ${found}, which leaves no room in the limits of ${abi}: ${expected}`,
    help: 'Link the module with a smaller initial or a larger maximum size.',
  }),
  'verify/not-on-target': error<{ name: string; target: string; others: string; abi: string }>({
    summary: 'A module imports what the ABI does not have on the target.',
    exit: 1,
    message: ({ name, target, others, abi }) => `imports ${name}, which ${abi} does not have on ${target}; it is on ${others}`,
    help: 'On that target calls are answered with the error of a lacking function.',
  }),
  'verify/no-target': error<{ abi: string; lacking: string }>({
    summary: 'There is no target that has everything that a module imports.',
    exit: 1,
    message: ({ abi, lacking }) => `no target of ${abi} has all that it imports: ${lacking}`,
    help: 'Name the target with --target to see what it lacks there.',
  }),
  'verify/denied': error<{ name: string; needed: string }>({
    summary: 'A module imports what needs a capability that is not granted.',
    exit: 1,
    message: ({ name, needed }) => `imports ${name}, which needs ${needed}; that is not granted`,
    help: 'Grant it with --grant if the module may have it. Denied calls answer the error of the ABI.',
  }),
  'verify/nondeterministic': error<{ name: string }>({
    summary: 'A module that is to run in deterministic mode imports what can differ from run to run.',
    exit: 1,
    message: ({ name }) => `imports ${name}, which can differ from run to run, and deterministic mode has no answer of its own for it`,
    help: 'Grant its capability with --grant if a deterministic host answers it.',
  }),
  'verify/deprecated': warning<{ name: string; since: string; removal: string }>({
    summary: 'A module imports what the ABI announces for removal.',
    message: ({ name, since, removal }) => `imports ${name}, deprecated since ${since}${removal}`,
  }),
  'verify/served': warning<{ name: string; abi: string }>({
    summary: 'A module imports what hosts only answer for old guests.',
    message: ({ name, abi }) => `imports ${name}, which ${abi} only serves for guests of older versions and no longer declares`,
    help: 'Build the module with the declarations of this version.',
  }),
  'verify/removed': warning<{ name: string; abi: string }>({
    summary: 'A module imports what was removed: it links, and each call answers an error.',
    message: ({ name, abi }) => `imports ${name}, which was removed: in ${abi} each call answers an error`,
    help: 'Build the module with the declarations of this version.',
  }),
  'verify/shared-memory': error<{ what: string; target: string }>({
    summary: 'A module has shared memory where the target has no threads.',
    exit: 1,
    message: ({ what, target }) => `${what} shared memory; threads are disabled on ${target}`,
    help: 'Build it without threads for this target.',
  }),
  'verify/missing-export': error<{ name: string; kind: string; because: string }>({
    summary: 'A module lacks an export that hosts need.',
    exit: 1,
    message: ({ name, kind, because }) => `does not export the ${kind} ${name}, ${because}`,
    help: 'Export it, with the type that the ABI gives it. A split guest has it in the module that the host names as its peer.',
  }),
  'verify/mistyped-export': error<{ name: string; found: string; expected: string }>({
    summary: 'A module exports a name of the ABI with another type.',
    exit: 1,
    message: ({ name, found, expected }) => `exports ${name} as ${found}; hosts expect ${expected}`,
    help: 'Build the module with the declarations of this version.',
  }),
  'verify/stamp': warning<{ why: string }>({
    summary: 'What the stamp of a module says is not so. The imports count, never the stamp.',
    message: ({ why }) => `has a stamp that ${why}`,
    help: 'Stamp it again with `molt-abi stamp`.',
  }),
};
