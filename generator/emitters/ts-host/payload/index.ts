export { payloadChecks } from './check.js';
export { payloadDeclarations } from './types.js';
