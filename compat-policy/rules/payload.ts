import type { Rule } from '../rule.js';

export const payloadRules: readonly Rule[] = [];
