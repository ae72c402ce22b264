import { error, warning } from '../entry.js';
import { quote } from '../visible.js';

/** What keeps a version from being found, by the names that `check`, `diff` and `changelog` take. */
export const referenceCatalog = {
  'reference/unavailable': error<{ ref: string; why: string }>({
    summary: 'A version that was to be compared cannot be had. Nothing was compared.',
    message: ({ ref, why }) => `cannot have ${quote(ref)}: ${why}`,
    help: 'A version is 1.2.3, v1.2, latest or next; a folder or an abi.json; git:REV or git:REV:PATH; npm:NAME@VERSION.',
  }),
  'reference/limit': error<{ ref: string; why: string }>({
    summary: 'A revision or a package is larger than what the tool reads. Nothing was compared.',
    exit: 6,
    message: ({ ref, why }) => `cannot have ${quote(ref)}: ${why}`,
    help: 'Name the folder of the ABI: git:REV:PATH, npm:NAME@VERSION:PATH.',
  }),
  'reference/newer': error<{ baseline: string; candidate: string }>({
    summary: 'The version to compare with is newer than the candidate. A verdict on them would say nothing.',
    message: ({ baseline, candidate }) => `${baseline} is newer than the candidate ${candidate}`,
    help: 'Name an older version with --against, or compare without a verdict: `molt-abi diff FROM TO`.',
  }),
  'reference/other-abi': error<{ ref: string; name: string; candidate: string }>({
    summary: 'The version to compare with is of another ABI.',
    message: ({ ref, name, candidate }) => `${quote(ref)} is the ABI ${name}, and the candidate is ${candidate}`,
    help: 'Name a version of the same ABI, or compare without a verdict: `molt-abi diff FROM TO`.',
  }),
  'reference/rewritten': error<{ version: string; ref: string; ledger: string }>({
    summary: 'The ledger of the candidate lacks an entry that the ledger of the baseline has, or has another in its place.',
    message: ({ version, ref, ledger }) => `${ledger} does not have the entry ${version} as the ledger of ${quote(ref)} has it`,
    help: 'Restore releases.json. Entries are only ever appended.',
  }),
  'reference/no-baseline': error<{ version: string }>({
    summary: 'There is no published version below the candidate to compare it with.',
    message: ({ version }) => `no published version is below ${version}, so there is nothing to compare it with`,
    help: 'Name one with --against, such as git:main. The first release of an ABI needs no check: `molt-abi release` makes it.',
  }),
  'reference/no-ledger': warning<{ version: string }>({
    summary: 'The baseline is a version that no ledger knows as released.',
    message: ({ version }) => `no ledger says that ${version} was released: an edit of it is not seen, and no window can be counted`,
    help: 'Restore releases.json, or begin one with `molt-abi release`. --against git:main compares with what was committed.',
  }),
  'reference/passed-over': warning<{ version: string; candidate: string }>({
    summary: 'A version stands between the newest release and the candidate, and is neither.',
    message: ({ version, candidate }) =>
      `${version} is not released, and not the candidate, which is ${candidate}: it is not checked, and cannot be released after it`,
    help: 'Check it with --candidate, or delete its folder.',
  }),
  'reference/embedded': warning({
    summary: 'No ABI is named, so that the one that comes with the tool is compared.',
    message: () => 'no ABI is named here: this is about the one that comes with the tool',
    help: 'Name yours with --abi, or as `abi` in the configuration.',
  }),
  'reference/same': warning<{ version: string }>({
    summary: 'The version to compare with is the candidate itself.',
    message: ({ version }) => `${version} is compared with itself: nothing can differ`,
    help: 'Name an older version with --against, or leave the option out for the newest release.',
  }),
};
