import type { Rule } from '../rule.js';

export const effectRules: readonly Rule[] = [];
