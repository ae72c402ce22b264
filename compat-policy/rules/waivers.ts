import type { PolicyRule } from '../policy-rule.js';

export const waiverRules: readonly PolicyRule[] = [];
