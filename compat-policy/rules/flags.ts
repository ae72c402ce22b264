import type { Rule } from '../rule.js';

export const flagRules: readonly Rule[] = [];
