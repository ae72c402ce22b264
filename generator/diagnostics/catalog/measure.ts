import { error, warning } from '../entry.js';

export const measureCatalog = {
  'measure/over-budget': error<{ path: string; limit: string; where: string; measured: string; most: string }>({
    summary: 'A module is larger or slower than its budget allows.',
    exit: 1,
    message: ({ path, limit, where, measured, most }) => `${path} has ${measured} for ${limit}${where}; the budget allows ${most}`,
    help: 'Look in the report for what grew; raise the limit if it is meant to.',
  }),
  'measure/not-judged': error<{ limit: string; where: string; why: string }>({
    summary: 'A limit of a budget could not be judged, so that it cannot be said to hold.',
    exit: 1,
    message: ({ limit, where, why }) => `the limit ${limit}${where} was not judged: ${why}`,
    help: 'Measure what it is about, or take the limit out of the budget.',
  }),
  'measure/unknown-key': error<{ key: string; where: string }>({
    summary: 'A key that budgets do not have. Nothing that is unknown is ignored.',
    message: ({ key, where }) => `${where} has no key ${key}`,
    help: 'Remove the key or correct its spelling.',
  }),
  'measure/bad-value': error<{ why: string }>({
    summary: 'A value in a budget that its key does not allow.',
    message: ({ why }) => `in the budget ${why}`,
    help: 'schemas/budget.schema.json says what each key allows.',
  }),
  'measure/baseline': error<{ path: string; why: string }>({
    summary: 'A baseline is neither a core module nor a report that `molt-abi measure --format json` wrote.',
    message: ({ path, why }) => `${path} cannot be a baseline: ${why}`,
    help: 'Give the old module, or the JSON report of an earlier run of this version of molt-abi.',
  }),
  'measure/no-host': error<{ host: string; how: string }>({
    summary: 'A host in which a module should be measured was not found.',
    exit: 5,
    message: ({ host, how }) => `${host} was not found: ${how}`,
    help: 'Install it, or leave it out of --host.',
  }),
  'measure/left-out': warning<{ target: string; why: string }>({
    summary: 'No cold start was measured on a target.',
    message: ({ target, why }) => `no cold start on ${target}: ${why}`,
    help: 'With --host a missing host is an error.',
  }),
  'measure/failed': error<{ path: string; host: string; why: string }>({
    summary: 'A host could not compile or instantiate a module, or gave no answer.',
    exit: 4,
    message: ({ path, host, why }) => `${path} cannot be measured in ${host}: ${why}`,
    help: 'If the first call does not return, choose another export with --call.',
  }),
};
