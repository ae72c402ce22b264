import type { PolicyRule } from '../policy-rule.js';

export const windowRules: readonly PolicyRule[] = [];
