import { open } from '../support/real-hosts/index.js';
import { declareSuspensionIn } from './suspension.js';

for (const host of ['chromium', 'workerd'] as const) declareSuspensionIn(host, () => open(host));
