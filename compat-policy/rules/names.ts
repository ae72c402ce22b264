import type { Rule } from '../rule.js';

export const nameRules: readonly Rule[] = [];
