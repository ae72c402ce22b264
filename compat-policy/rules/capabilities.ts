import type { Rule } from '../rule.js';

export const capabilityRules: readonly Rule[] = [];
