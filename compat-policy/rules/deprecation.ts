import type { PolicyRule } from '../policy-rule.js';

export const deprecationRules: readonly PolicyRule[] = [];
