import { error } from '../entry.js';

export const policyCatalog = {
  'policy/unknown-key': error<{ key: string; where: string }>({
    summary: 'A key that policies do not have. Nothing that is unknown is ignored.',
    message: ({ key, where }) => `${where} has no key ${key}`,
    help: 'Remove the key or correct its spelling.',
  }),
  'policy/missing-key': error<{ key: string; where: string }>({
    summary: 'A waiver lacks something that says what it is for, who granted it, or how long it lasts.',
    message: ({ key, where }) => `${where} lacks the key ${key}`,
    help: 'Add the key.',
  }),
  'policy/bad-value': error<{ why: string }>({
    summary: 'A value in a policy that its key does not allow.',
    message: ({ why }) => `the policy ${why}`,
    help: 'schemas/policy.schema.json says what each key allows.',
  }),
};
