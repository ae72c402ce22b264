import { declareIn, prepareAll } from '../support/cases/everywhere.js';
import { open, realHosts } from '../support/real-hosts/index.js';

const suites = await prepareAll();
for (const name of realHosts) declareIn(name, () => open(name), suites);
