import type { Rule } from '../rule.js';

export const packedRules: readonly Rule[] = [];
