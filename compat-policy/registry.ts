import type { PolicyRule } from './policy-rule.js';
import type { Rule } from './rule.js';
import { bufferRules } from './rules/buffers.js';
import { capabilityRules } from './rules/capabilities.js';
import { deprecationRules } from './rules/deprecation.js';
import { docRules } from './rules/docs.js';
import { effectRules } from './rules/effects.js';
import { enumRules } from './rules/enums.js';
import { errorRules } from './rules/errors.js';
import { exportRules } from './rules/exports.js';
import { flagRules } from './rules/flags.js';
import { handleRules } from './rules/handles.js';
import { historyRules } from './rules/history.js';
import { linkRules } from './rules/link.js';
import { meaningRules } from './rules/meaning.js';
import { memoryRules } from './rules/memory.js';
import { moduleRules } from './rules/modules.js';
import { nameRules } from './rules/names.js';
import { packedRules } from './rules/packed.js';
import { payloadRules } from './rules/payload.js';
import { recordRules } from './rules/records.js';
import { signatureRules } from './rules/signature.js';
import { targetRules } from './rules/targets.js';
import { variantRules } from './rules/variants.js';
import { versionRules } from './rules/version.js';
import { waiverRules } from './rules/waivers.js';
import { windowRules } from './rules/window.js';

/** Every rule that compares two versions, by family. */
export const rules: readonly Rule[] = [
  ...linkRules,
  ...nameRules,
  ...signatureRules,
  ...meaningRules,
  ...bufferRules,
  ...effectRules,
  ...errorRules,
  ...enumRules,
  ...flagRules,
  ...recordRules,
  ...variantRules,
  ...packedRules,
  ...handleRules,
  ...payloadRules,
  ...capabilityRules,
  ...targetRules,
  ...memoryRules,
  ...exportRules,
  ...moduleRules,
  ...docRules,
];

/** Every rule about the process. */
export const policyRules: readonly PolicyRule[] = [...deprecationRules, ...windowRules, ...historyRules, ...waiverRules, ...versionRules];
