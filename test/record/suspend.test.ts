import { open } from '../support/real-hosts/index.js';
import { declareRecordedIn } from './suspended.js';

for (const host of ['chromium', 'workerd'] as const) declareRecordedIn(host, () => open(host));
