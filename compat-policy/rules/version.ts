import type { PolicyRule } from '../policy-rule.js';

export const versionRules: readonly PolicyRule[] = [];
