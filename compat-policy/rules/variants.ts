import type { Rule } from '../rule.js';

export const variantRules: readonly Rule[] = [];
