import { error } from '../entry.js';

export const releaseCatalog = {
  'release/no-date': error<{ version: string }>({
    summary: '`release` was not told the date, and the candidate does not say it.',
    exit: 2,
    message: ({ version }) => `nothing says when ${version} is released`,
    help: 'Give --date, or `released` in abi.json. The clock has no say, so that every machine writes the same ledger.',
  }),
  'release/out-of-order': error<{ version: string; why: string }>({
    summary: 'A release would not stand in order after the newest entry of the ledger.',
    message: ({ version, why }) => `${version} cannot be appended: ${why}`,
    help: 'Versions and dates only ascend. Correct the version or the date.',
  }),
};
