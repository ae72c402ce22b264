import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExampleHosts } from '../../e2e/example-hosts.js';
import type * as Rules from '../../hosts/rules/index.js';
import type * as Wrong from '../../hosts/rules/wrong.js';
import { bundle, open } from '../../support/real-hosts/index.js';
import { declareRules } from './support.js';

const hosts = new ExampleHosts();
const { rules } = await hosts.load<typeof Rules>('rules/index.ts');
const { wrongHosts } = await hosts.load<typeof Wrong>('rules/wrong.ts');
const [host, all, wrong] = [
  await hosts.bundle('rules/edge.ts'),
  await hosts.bundle('rules/index.ts'),
  await hosts.bundle('rules/wrong.ts'),
];

/** The program that runs in workerd: it is told what to hold the host to, and which mistake to make. */
const program = join(hosts.project.folder, 'edge-rules.mjs');
writeFileSync(
  program,
  `import { holdToRules } from ${JSON.stringify(host)};
import { rules } from ${JSON.stringify(all)};
import { asWrong, wrongHosts } from ${JSON.stringify(wrong)};
export default ({ world, names, mistake }) => {
  const wrong = wrongHosts.find((one) => one.mistake === mistake);
  return holdToRules(world, { rules: rules.filter((rule) => !names || names.includes(rule.name)), ...(wrong && { change: asWrong(wrong) }) });
};
`,
);
const bundled = await bundle(program);
const workerd = await open('workerd');

// A worker knows neither a process nor a machine nor a zone.
const world: Rules.World = { wasi: true, identity: { pid: null, hostName: null, zone: null } };

await declareRules(
  'workerd',
  async (names, mistake) => (await workerd.run(bundled, {}, { world, names, mistake })) as readonly Rules.Outcome[],
  rules,
  wrongHosts,
  { D08: 1, D21: 5, D25: 5, D34: 1 },
);
