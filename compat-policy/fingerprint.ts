import { createHash } from 'node:crypto';
import type { Hit } from './rule.js';

/** 16 hex digits for what a rule found: independent of files, places, versions, targets and wording. */
export const fingerprint = (rule: string, { item, what, was, is, exactly }: Hit): string =>
  createHash('sha256')
    .update(JSON.stringify([rule, item, what ?? '', was ?? '', is ?? '', ...(exactly ? [exactly] : [])]))
    .digest('hex')
    .slice(0, 16);
