import { conventionChanges, greater, otherwise, sameCase } from '../compare/passing.js';
import { opposites, symmetric } from '../compare/polarity.js';
import { valueChanges, widthOf } from '../compare/values.js';
import { differenceOf } from '../compare/values-difference.js';
import { differing, hitOf } from '../compare/values-hits.js';
import { typeText } from '../compare/words.js';
import { harm, type Rule } from '../rule.js';

/** Guest memory: where it is, how much of it, and for how long. The guest picks address and length of every buffer, also of those that the host fills. */
export const bufferRules: readonly Rule[] = [
  symmetric(
    {
      id: 'buffer-convention-changed',
      summary: 'A buffer is passed by another convention that has the same core types.',
      why: 'One side writes where the other reads, or looks for a length where none is, out of the memory that was meant.',
      fix: 'Add a function of another name with the new convention.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: { none: 'an address is a number to the engine, whoever writes to it' },
    },
    conventionChanges,
  ),
  symmetric(
    {
      id: 'buffer-length-unit-changed',
      summary: 'The length of a buffer counts items where it counted bytes, or the other way round.',
      why: 'One side reads or writes a multiple of what the other meant, or a fraction of it.',
      fix: 'Add a function of another name for the new type.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: { none: 'a length is a number to the engine, whatever it counts' },
    },
    differing('count'),
  ),
  symmetric(
    {
      id: 'encoding-changed',
      summary: 'Bytes are encoded in another way.',
      why: 'One side decodes what the other did not write. Where that succeeds, it succeeds with wrong content.',
      fix: 'Add a function of another name for the new encoding.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: { none: 'the engine does not see what is in the bytes' },
    },
    differing('encoding'),
  ),
  symmetric(
    {
      id: 'out-buffer-size-changed',
      summary: 'The host writes a number of another width.',
      why: 'A wider one overwrites what lies behind it in the memory of the guest; a narrower one leaves stale bytes.',
      fix: 'Add a function of another name with the new width.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: { none: 'an address is a number to the engine, whatever is behind it' },
    },
    function* (pair) {
      for (const change of valueChanges(pair)) {
        if (change.from.places || differenceOf(change, pair) !== 'room') continue;
        const { from, to } = change;
        const bytes = (value: typeof from) => `${widthOf(value)} bytes (${typeText(value.type)})`;
        yield { ...hitOf(change, 'type'), what: 'the width', was: bytes(from), is: bytes(to) };
      }
    },
  ),
  ...opposites(
    {
      id: 'buffer-align-raised',
      summary: 'The address of a buffer must be aligned more than before.',
      why: 'The host refuses addresses that old guests may pass.',
      fix: 'Keep the alignment, and let the host copy where it needs more.',
      bump: 'major',
      harm: harm('E', '-', 'c', 'c'),
      witness: { none: 'only the glue of a host checks an address' },
    },
    {
      id: 'buffer-align-lowered',
      summary: 'The address of a buffer need not be aligned as it was.',
      why: 'Old guests align it all the same. A host of the older version refuses what a new guest may pass.',
      fix: 'Check that the host reads such an address correctly. Guests that pass one need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'E*', 'c', 'c'),
      witness: { none: 'only the glue of a host checks an address' },
    },
    greater({ keyword: 'align', what: 'the alignment', text: ({ align }) => String(align) }, ({ align }) => align),
  ),
  ...opposites(
    {
      id: 'max-length-lowered',
      summary: 'A buffer or list may be less long than before.',
      why: 'The host refuses lengths and capacities that old guests pass.',
      fix: 'Keep the limit, or add a function of another name.',
      bump: 'major',
      harm: harm('E', '-', 'c', 'c'),
      witness: { none: 'only the glue of a host checks a length' },
    },
    {
      id: 'max-length-raised',
      summary: 'A buffer or list may be longer than before.',
      why: 'Old guests keep to the old limit. A host of the older version refuses what a new guest may pass.',
      fix: 'Check what the host reserves for it. Guests that pass more need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'E*', 'c', 'c'),
      witness: { none: 'only the glue of a host checks a length' },
    },
    greater(
      { keyword: 'maxLength', what: 'the greatest length', text: ({ maxLength }) => maxLength?.toString() },
      ({ maxLength }) => -(maxLength ?? Infinity),
    ),
  ),
  ...opposites(
    {
      id: 'min-length-raised',
      summary: 'A buffer or list must be longer than before.',
      why: 'The host refuses lengths and capacities that old guests pass.',
      fix: 'Keep the limit, or add a function of another name.',
      bump: 'major',
      harm: harm('E', '-', 'c', 'c'),
      witness: { none: 'only the glue of a host checks a length' },
    },
    {
      id: 'min-length-lowered',
      summary: 'A buffer or list may be shorter than before.',
      why: 'Old guests keep to the old limit. A host of the older version refuses what a new guest may pass.',
      fix: 'Check that the host is ready for it. Guests that pass less need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'E*', 'c', 'c'),
      witness: { none: 'only the glue of a host checks a length' },
    },
    greater({ keyword: 'minLength', what: 'the least length', text: ({ minLength }) => String(minLength) }, ({ minLength }) => minLength),
  ),
  ...opposites(
    {
      id: 'aliasing-forbidden',
      summary: 'A buffer must no longer overlap others of the call.',
      why: 'Old guests may pass one memory twice, and what is written to one is then read from the other.',
      fix: 'Let them overlap, and copy in the host.',
      bump: 'major',
      harm: harm('S', '-', 'c', 'c'),
      witness: { none: 'addresses are numbers to the engine, whether they overlap or not' },
    },
    {
      id: 'aliasing-allowed',
      summary: 'A buffer may overlap others of the call.',
      why: 'Old guests do not do it. A host of the older version is not ready for a new guest that does.',
      fix: 'Check that the host reads before it writes. Guests that rely on it need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'S*', 'c', 'c'),
      witness: { none: 'addresses are numbers to the engine, whether they overlap or not' },
    },
    greater(
      { keyword: 'mayOverlap', what: 'the overlap', text: ({ mayOverlap }) => (mayOverlap ? 'allowed' : 'forbidden') },
      ({ mayOverlap }) => (mayOverlap ? 0 : 1),
    ),
  ),
  ...opposites(
    {
      id: 'retention-extended',
      summary: 'The host keeps the bytes after it returned.',
      why: 'Old guests reuse the memory at once, and so change what the host kept.',
      fix: 'Copy the bytes in the host, or add a function of another name.',
      bump: 'major',
      harm: harm('S', '-', 'c', 'c'),
      witness: { none: 'what a host does with the bytes later is its own' },
    },
    {
      id: 'retention-shortened',
      summary: 'The host no longer keeps the bytes after it returned.',
      why: 'Old guests keep the memory untouched all the same. A new guest reuses it while an older host still reads it.',
      fix: 'Nothing to do. Guests that reuse the memory need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'S*', 'c', 'c'),
      witness: { none: 'what a host does with the bytes later is its own' },
    },
    greater(
      { keyword: 'retained', what: 'the retention', text: ({ retained }) => (retained ? 'after the call' : 'during the call') },
      ({ retained }) => (retained ? 1 : 0),
    ),
  ),
  symmetric(
    {
      id: 'ownership-changed',
      summary: 'The call consumes a handle that it did not consume, or the other way round.',
      why: 'The guest closes it a second time, or never.',
      fix: 'Add a function of another name that owns it, or lends it.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: { none: 'the table of handles is the glue of a host' },
    },
    otherwise(
      { keyword: 'own', what: 'the ownership', text: ({ own }) => (own ? 'consumed by the call' : 'lent to the call') },
      ({ from, to }) => from.own === to.own,
    ),
  ),
  symmetric(
    {
      id: 'fault-changed',
      summary: 'A bad address is answered by another error.',
      why: 'Guests that look for the old error miss it.',
      fix: 'Keep the error.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: { none: 'only the glue of a host checks an address' },
    },
    otherwise({ keyword: 'fault', what: 'the fault', text: ({ fault }) => fault?.name }, ({ from, to }) => sameCase(from.fault, to.fault)),
  ),
];
