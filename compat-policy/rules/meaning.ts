import type { Rule } from '../rule.js';

export const meaningRules: readonly Rule[] = [];
