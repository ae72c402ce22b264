import type { Rule } from '../rule.js';

export const exportRules: readonly Rule[] = [];
