import { paired, processMs } from '../measure.mjs';

/** Commands that do little, beside a Node that does nothing. */
export async function startup({ main, rounds }) {
  const node =
    (...args) =>
    () =>
      processMs(process.execPath, args);
  const times = await paired(
    { nothing: node('-e', '0'), help: node(main, '--help'), version: node(main, '--version'), explain: node(main, 'explain') },
    rounds * 3,
  );
  return [
    { name: 'molt-abi --help / node -e 0', ratio: times.help / times.nothing, goal: 2, ms: times.help },
    { name: 'molt-abi --version / node -e 0', ratio: times.version / times.nothing, goal: 2, ms: times.version },
    { name: 'molt-abi explain / node -e 0', ratio: times.explain / times.nothing, ms: times.explain },
  ];
}
