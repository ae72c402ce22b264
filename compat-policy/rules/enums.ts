import type { Rule } from '../rule.js';

export const enumRules: readonly Rule[] = [];
