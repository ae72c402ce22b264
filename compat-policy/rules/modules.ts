import type { Rule } from '../rule.js';

export const moduleRules: readonly Rule[] = [];
