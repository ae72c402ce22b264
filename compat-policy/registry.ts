import type { Rule } from './rule.js';
import { answerRules } from './rules/answers.js';
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
import { lifecycleRules } from './rules/lifecycle.js';
import { linkRules } from './rules/link.js';
import { meaningRules } from './rules/meaning.js';
import { memoryRules } from './rules/memory.js';
import { moduleRules } from './rules/modules.js';
import { nameRules } from './rules/names.js';
import { normativeRules } from './rules/normative.js';
import { overlapRules } from './rules/overlap.js';
import { packedRules } from './rules/packed.js';
import { payloadRules } from './rules/payload.js';
import { payloadFormRules } from './rules/payload-forms.js';
import { recordRules } from './rules/records.js';
import { servingRules } from './rules/serving.js';
import { signatureRules } from './rules/signature.js';
import { sinceRules } from './rules/since.js';
import { targetRules } from './rules/targets.js';
import { typeRules } from './rules/types.js';
import { unstableRules } from './rules/unstable.js';
import { variantRules } from './rules/variants.js';
import { versionRules } from './rules/version.js';
import { waiverRules } from './rules/waivers.js';
import { windowRules } from './rules/window.js';
import type { PolicyRule } from './verdict/policy-rule.js';

/** Every rule that compares two versions, by family. */
export const rules: readonly Rule[] = [
  ...linkRules,
  ...servingRules,
  ...nameRules,
  ...signatureRules,
  ...meaningRules,
  ...bufferRules,
  ...effectRules,
  ...answerRules,
  ...normativeRules,
  ...typeRules,
  ...errorRules,
  ...enumRules,
  ...flagRules,
  ...recordRules,
  ...variantRules,
  ...packedRules,
  ...handleRules,
  ...payloadRules,
  ...payloadFormRules,
  ...capabilityRules,
  ...targetRules,
  ...memoryRules,
  ...exportRules,
  ...moduleRules,
  ...lifecycleRules,
  ...docRules,
];

/**
 * Every rule about the process, in the order in which they run: each sees what was found before it. Versions are judged when
 * everything that asks for one is known, waivers when everything that they can cover is.
 */
export const policyRules: readonly PolicyRule[] = [
  ...deprecationRules,
  ...sinceRules,
  ...unstableRules,
  ...windowRules,
  ...overlapRules,
  ...historyRules,
  ...versionRules,
  ...waiverRules,
];
