import type { Rule } from '../rule.js';

export const handleRules: readonly Rule[] = [];
