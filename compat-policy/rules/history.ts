import type { PolicyRule } from '../policy-rule.js';

export const historyRules: readonly PolicyRule[] = [];
