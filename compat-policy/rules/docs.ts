import type { Rule } from '../rule.js';

export const docRules: readonly Rule[] = [];
