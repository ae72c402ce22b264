/** How long something deprecated stays: both must have passed. */
export interface Window {
  /** Published minors that carry the marker, the announcing one included. */
  readonly minors: number;
  /** Days since the release of the first of them. */
  readonly days: number;
}

/** What an ABI promises to those who depend on it. The ledger keeps the windows that each release was made under. */
export interface Windows {
  readonly stable: Window;
  /** For what is stable and has no replacement. */
  readonly noReplacement: Window;
  readonly preview: Window;
  readonly experimental: Window;
  /** Before 1.0.0, where the second number carries breaks. */
  readonly beforeOne: Window;
  /** How long hosts serve the major before, and how many majors they need to serve at most. */
  readonly overlap: { readonly days: number; readonly majors: number };
  /** Days between two majors. */
  readonly majorGap: number;
}

/** Windows of which some numbers are left out. */
export type SomeWindows = { readonly [K in keyof Windows]?: Windows[K] extends number ? number : Partial<Windows[K]> };

/** A thing that is wrong with a value that should be windows. `unknownOf`: a key that is none of these. */
export interface WindowFault {
  /** JSON pointer below the windows. */
  readonly pointer: string;
  readonly why: string;
  readonly unknownOf?: readonly string[];
}

const waiting = ['minors', 'days'];
/** The keys of each member; one without is a number itself. */
const members: Readonly<Record<keyof Windows, readonly string[]>> = {
  stable: waiting,
  noReplacement: waiting,
  preview: waiting,
  experimental: waiting,
  beforeOne: waiting,
  overlap: ['days', 'majors'],
  majorGap: [],
};

/** A century of days; what is more is a mistake. */
const most = 36_525;

/** What is wrong with a value as windows; nothing if it is `Windows`, or `SomeWindows` where not all numbers are asked for. */
export function windowFaults(value: unknown, asked: 'all' | 'some'): readonly WindowFault[] {
  const faults = objectFaults(value, Object.keys(members), asked, '');
  if (!isObject(value)) return faults;
  const inside = Object.entries(members).flatMap(([name, keys]) => {
    if (value[name] === undefined) return [];
    if (keys.length === 0) return numberFaults(value[name], `/${name}`);
    return [...objectFaults(value[name], keys, asked, `/${name}`), ...numbersIn(value[name], keys, `/${name}`)];
  });
  return [...faults, ...inside];
}

function objectFaults(value: unknown, keys: readonly string[], asked: 'all' | 'some', at: string): WindowFault[] {
  if (!isObject(value)) return [{ pointer: at, why: `needs an object with ${keys.join(', ')}` }];
  const unknown = Object.keys(value).filter((key) => !keys.includes(key));
  const missing = asked === 'all' ? keys.filter((key) => value[key] === undefined) : [];
  return [
    ...unknown.map((key) => ({ pointer: `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, why: key, unknownOf: keys })),
    ...missing.map((key) => ({ pointer: at, why: `lacks ${key}` })),
  ];
}

const numbersIn = (value: unknown, keys: readonly string[], at: string): WindowFault[] =>
  isObject(value) ? keys.flatMap((key) => (value[key] === undefined ? [] : numberFaults(value[key], `${at}/${key}`))) : [];

const numberFaults = (value: unknown, pointer: string): WindowFault[] =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
    ? []
    : [{ pointer, why: `needs a whole number from 0 to ${most}` }];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Windows with some numbers replaced. */
export const windowsWith = (base: Windows, some: SomeWindows): Windows => ({
  stable: { ...base.stable, ...some.stable },
  noReplacement: { ...base.noReplacement, ...some.noReplacement },
  preview: { ...base.preview, ...some.preview },
  experimental: { ...base.experimental, ...some.experimental },
  beforeOne: { ...base.beforeOne, ...some.beforeOne },
  overlap: { ...base.overlap, ...some.overlap },
  majorGap: some.majorGap ?? base.majorGap,
});

/** Every number of windows by its name, such as `stable.days`. */
export const numbersOf = (windows: Windows): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(windows).flatMap(([name, member]: [string, unknown]): (readonly [string, number])[] =>
      isObject(member) ? Object.entries(member).map(([key, n]) => [`${name}.${key}`, Number(n)] as const) : [[name, Number(member)]],
    ),
  );
