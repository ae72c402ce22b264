import { error } from '../entry.js';

export const historyCatalog = {
  'history/no-versions': error<{ folder: string }>({
    summary: 'A folder of ABI versions holds no version.',
    message: ({ folder }) => `${folder} holds neither abi.json nor a folder named after a version`,
    help: 'Name the folder of one ABI (with releases.json and one folder per version), or the folder of one version.',
  }),
  'history/unknown-version': error<{ wanted: string; known: string }>({
    summary: 'The version that was asked for does not exist.',
    message: ({ wanted, known }) => `there is no version ${wanted}; known are ${known}`,
    help: 'Choose one of those; `next` is the candidate.',
  }),
  'history/no-candidate': error<{ newest: string }>({
    summary: 'The candidate was asked for, and every version folder is released.',
    message: ({ newest }) => `there is no candidate: the newest folder ${newest} is released`,
    help: 'Copy the newest version folder to a higher version and change it there.',
  }),
  'history/wrong-folder': error<{ folder: string; expected: string; actual: string }>({
    summary: 'A version folder is named after one version and its abi.json says another.',
    message: ({ folder, expected, actual }) => `${folder} is named after ${expected}, its abi.json says version ${actual}`,
    help: 'Rename the folder, or correct the version in abi.json.',
  }),
  'history/digest-mismatch': error<{ version: string; expected: string; actual: string }>({
    summary: 'A released version was edited: its canonical digest is not the one in the ledger.',
    message: ({ version, expected, actual }) =>
      `released version ${version} has changed: its digest is ${actual}, the ledger says ${expected}`,
    help: 'Restore the folder. A released version is frozen; put the change into the candidate.',
  }),
  'history/broken-chain': error<{ version: string; why: string }>({
    summary: 'The ledger is not a chain: an entry was changed, removed or put out of order.',
    message: ({ version, why }) => `the ledger entry ${version} ${why}`,
    help: 'Restore releases.json. Entries are only ever appended.',
  }),
  'history/bad-ledger': error<{ why: string }>({
    summary: 'releases.json does not have the form of a ledger.',
    message: ({ why }) => `not a ledger: ${why}`,
    help: 'A ledger is {"abi": NAME, "releases": [{"version", "date", "digest", "previous", "windows"}]}, where windows may be absent.',
  }),
};
