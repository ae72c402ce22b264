import type { Rule } from '../rule.js';

export const errorRules: readonly Rule[] = [];
