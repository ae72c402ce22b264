import { error } from '../entry.js';

export const resolveCatalog = {
  'resolve/unknown-type': error<{ name: string }>({
    summary: 'A type reference that names no type.',
    message: ({ name }) => `there is no type ${name}`,
    help: 'Declare it under `types`, or write `interface.type` for a type of another interface.',
  }),
  'resolve/cyclic-type': error<{ path: string }>({
    summary: 'A type that contains itself. Values that cross the boundary have a fixed size.',
    message: ({ path }) => `the type contains itself: ${path}`,
    help: 'Break the circle; refer to the other value by a handle or an index.',
  }),
  'resolve/wrong-kind': error<{ name: string; kind: string; wanted: string }>({
    summary: 'A type that cannot stand where it is used.',
    message: ({ name, kind, wanted }) => `${name} is ${kind}; here only ${wanted} can stand`,
  }),
  'resolve/unknown-case': error<{ name: string; domain: string }>({
    summary: 'An error case that its domain does not have.',
    message: ({ name, domain }) => `${domain} has no case ${name}`,
    help: 'Name one of the cases of the error domain.',
  }),
  'resolve/no-errors': error<{ what: string }>({
    summary: 'A function answers with an error case but its result has no error domain.',
    message: ({ what }) => `${what} needs an error domain, and the result has no \`errors\``,
    help: 'Give the result `errors`, or answer with `value` or `trap`.',
  }),
  'resolve/duplicate-value': error<{ first: string; second: string; value: string }>({
    summary: 'Two cases have the same number.',
    message: ({ first, second, value }) => `${first} and ${second} are both ${value}`,
    help: 'Make the second name an alias of the first.',
  }),
  'resolve/value-range': error<{ value: string; type: string }>({
    summary: 'A number that its representation cannot hold.',
    message: ({ value, type }) => `${value} does not fit ${type}`,
    help: 'Choose a wider representation or another number.',
  }),
  'resolve/unknown-capability': error<{ name: string }>({
    summary: 'A capability that the ABI does not declare.',
    message: ({ name }) => `there is no capability ${name}`,
    help: 'Declare it under `capabilities` in abi.json.',
  }),
  'resolve/missing-capability': error<{ function: string }>({
    summary: 'A function that does not say which authority it needs. Silence would mean: none.',
    message: ({ function: name }) => `${name} names no capability`,
    help: 'Name a capability, or write "capability": "none" with a `capabilityReason`.',
  }),
  'resolve/capability-reason': error<{ function: string }>({
    summary: 'A function without a capability that does not say why it needs none.',
    message: ({ function: name }) => `${name} needs no capability and does not say why`,
    help: 'Add `capabilityReason`.',
  }),
  'resolve/capability-target': error<{ function: string; target: string; capability: string }>({
    summary: 'A function is offered on a target where the capability that it needs cannot be granted.',
    message: ({ function: name, target, capability }) => `${name} is on target ${target}, where ${capability} cannot be granted`,
    help: 'Leave the target out of the function, or add it to the capability.',
  }),
  'resolve/cyclic-capability': error<{ path: string }>({
    summary: 'Capabilities that imply each other in a circle.',
    message: ({ path }) => `capabilities imply each other: ${path}`,
    help: 'Make them one capability with an alias.',
  }),
  'resolve/unknown-target': error<{ name: string }>({
    summary: 'A target that the ABI does not declare.',
    message: ({ name }) => `there is no target ${name}`,
    help: 'Declare it under `targets` in abi.json.',
  }),
  'resolve/unknown-export': error<{ name: string }>({
    summary: 'A guest export that no interface declares, or one of the wrong kind.',
    message: ({ name }) => `there is no exported function ${name}`,
    help: 'Declare it under `exports` of an interface and name it as `interface.export`.',
  }),
  'resolve/unknown-function': error<{ name: string }>({
    summary: 'A reference to a function that does not exist.',
    message: ({ name }) => `there is no function ${name}`,
  }),
  'resolve/duplicate-import': error<{ module: string; field: string; first: string; second: string }>({
    summary: 'Two items have the same link key (module and field name).',
    message: ({ module, field, first, second }) => `${first} and ${second} are both imported as ${module}.${field}`,
    help: 'A link key has one meaning. Remove or rename one.',
  }),
  'resolve/reserved-import': error<{ module: string; field: string; reason: string }>({
    summary: 'An import uses a name that is reserved for ever.',
    message: ({ module, field, reason }) => `${module}.${field} is reserved: ${reason}`,
    help: 'Use a new name: guests that knew the old meaning would bind to the new one.',
  }),
  'resolve/no-module': error<{ name: string }>({
    summary: 'An import without a module name.',
    message: ({ name }) => `${name} has no module name`,
    help: 'Give the interface a `module`.',
  }),
  'resolve/parameter': error<{ name: string; why: string }>({
    summary: 'A parameter whose keywords contradict each other, or its type.',
    message: ({ name, why }) => `parameter ${name}: ${why}`,
  }),
  'resolve/result': error<{ function: string; why: string }>({
    summary: 'A result whose keywords contradict each other, or its type.',
    message: ({ function: name, why }) => `the result of ${name}: ${why}`,
  }),
  'resolve/function': error<{ function: string; why: string }>({
    summary: 'A function whose keywords contradict each other.',
    message: ({ function: name, why }) => `${name}: ${why}`,
  }),
  'resolve/duplicate-name': error<{ name: string; first: string; second: string }>({
    summary: 'Two items of one scope have the same name, older names (`aliases`) included.',
    message: ({ name, first, second }) => `the name ${name} is taken: ${first} and ${second}`,
    help: 'Rename one of them.',
  }),
  'resolve/export-shape': error<{ export: string; role: string; type: string; why: string }>({
    summary: 'A guest export that serves a stream or a cancel token cannot be called as the host calls it.',
    message: ({ export: name, role, type, why }) => `${name} cannot serve as \`${role}\` of ${type}: ${why}`,
    help: 'Correct the export, or name another.',
  }),
  'resolve/limit': error<{ what: string; limit: number }>({
    summary: 'More of something than the tool supports.',
    exit: 6,
    message: ({ what, limit }) => `too many ${what}: at most ${limit} are supported`,
  }),
  'resolve/version': error<{ version: string }>({
    summary: 'A version that is not one of semantic versioning 2.0.',
    message: ({ version }) => `${version} is no semantic version`,
    help: 'Numbers have no leading zeros, stay below 2^53, and no part of a pre-release is empty: 1.4.0, 2.0.0-rc.1.',
  }),
  'resolve/date': error<{ date: string }>({
    summary: 'A date that no calendar has.',
    message: ({ date }) => `${date} is no day of the calendar`,
    help: 'Write the date as YYYY-MM-DD.',
  }),
  'resolve/overlapping-errors': error<{ first: string; second: string; code: string }>({
    summary: 'Two error domains of one result have a code in common, so that a guest cannot tell them apart.',
    message: ({ first, second, code }) => `${first} and ${second} are both ${code} on the wire`,
    help: 'Give one domain other numbers, or say under `overlap` why it does not matter.',
  }),
  'resolve/normative': error<{ version: string; abi: string }>({
    summary: 'A normative text is said to have changed in a version that is still to come.',
    message: ({ version, abi }) => `the text is said to have changed in ${version}, but this is ${abi}`,
    help: 'Name the version whose text differs from the one before.',
  }),
  'resolve/since': error<{ name: string; since: string; why: string }>({
    summary: 'A `since` that cannot be true.',
    message: ({ name, since, why }) => `${name} has been there since ${since}, ${why}`,
    help: 'Correct `since`.',
  }),
  'resolve/deprecation': error<{ name: string; why: string }>({
    summary: 'A deprecation that contradicts itself or its item.',
    message: ({ name, why }) => `the deprecation of ${name} ${why}`,
  }),
  'resolve/payload-profile': error<{ keyword: string; why: string }>({
    summary: 'A payload schema uses JSON Schema outside of the payload profile.',
    message: ({ keyword, why }) => `${keyword} ${why}`,
    help: 'The payload profile is JSON Schema 2020-12 without prefixItems, dynamic references and remote references; objects say additionalProperties.',
  }),
  'resolve/payload-missing': error<{ path: string }>({
    summary: 'A payload schema file that does not exist in the folder of the ABI version.',
    message: ({ path }) => `there is no payload schema ${path}`,
    help: 'Paths are relative to the folder of abi.json and stay inside it.',
  }),
  'lower/layout': error<{ name: string; what: string; expected: string; actual: string }>({
    summary: 'The layout of a record or variant is not the one that the schema expects.',
    message: ({ name, what, expected, actual }) => `the ${what} of ${name} is ${actual}, the schema expects ${expected}`,
    help: 'Correct the expectation, or the fields.',
  }),
  'lower/no-layout': error<{ name: string; kind: string }>({
    summary: 'A type of no fixed size stands where memory has a fixed layout.',
    message: ({ name, kind }) => `${name}${name === kind ? '' : ` is a ${kind}, which`} has no fixed size in memory`,
    help: 'Use a scalar, an enum, flags, a handle, a record or a variant.',
  }),
  'lower/size': error<{ name: string; bytes: string }>({
    summary: 'A record or variant larger than a guest can hold.',
    exit: 6,
    message: ({ name, bytes }) => `${name} has ${bytes} bytes`,
    help: 'Records of more than 64 KiB are not supported.',
  }),
  'lower/too-many-parameters': error<{ name: string; count: number }>({
    summary: 'A function with more core parameters than engines accept.',
    exit: 6,
    message: ({ name, count }) => `${name} lowers to ${count} core parameters; engines accept 1000`,
    help: 'Pass a record or a list.',
  }),
  'lower/core-type': error<{ name: string; why: string }>({
    summary: 'A core type that cannot carry the value, or that differs between an import and the export that answers it.',
    message: ({ name, why }) => `${name} ${why}`,
    help: 'An explicit `core` may widen an integer to i64, and nothing else.',
  }),
};
