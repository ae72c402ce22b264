import type { Rule } from '../rule.js';

export const bufferRules: readonly Rule[] = [];
