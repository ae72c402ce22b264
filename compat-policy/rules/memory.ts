import type { Rule } from '../rule.js';

export const memoryRules: readonly Rule[] = [];
