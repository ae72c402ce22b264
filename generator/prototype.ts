/** Members that the language gives Object.prototype: ECMA-262, 20.1.3 and B.2.2. */
const standard: ReadonlySet<PropertyKey> = new Set([
  'constructor',
  '__defineGetter__',
  '__defineSetter__',
  'hasOwnProperty',
  '__lookupGetter__',
  '__lookupSetter__',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toString',
  'valueOf',
  '__proto__',
  'toLocaleString',
]);

/** What was set aside, until the last run that needs it so has ended. Runs of an API user can overlap. */
const aside = new Map<PropertyKey, PropertyDescriptor>();
let runs = 0;

/**
 * Takes off Object.prototype what the language did not put there. Every library reads options through the prototype, so a
 * member there would change the output. Gives the name of a member that cannot be taken off, and then changes nothing;
 * else `putBack` must follow.
 */
export function setAside(): string | undefined {
  const added = Reflect.ownKeys(Object.prototype).filter((key) => !standard.has(key));
  const found = new Map(added.map((key) => [key, descriptorOf(key)]));
  const fixed = added.find((key) => !found.get(key)?.configurable);
  if (fixed !== undefined) return String(fixed);
  for (const [key, descriptor] of found) {
    aside.set(key, descriptor);
    Reflect.deleteProperty(Object.prototype, key);
  }
  runs++;
  return undefined;
}

/** Ends what `setAside` began. */
export function putBack(): void {
  if (--runs > 0) return;
  for (const [key, descriptor] of aside)
    if (!Object.hasOwn(Object.prototype, key)) Object.defineProperty(Object.prototype, key, descriptor);
  aside.clear();
}

/** Without a prototype: a descriptor is read through it, too. */
const descriptorOf = (key: PropertyKey): PropertyDescriptor =>
  Object.setPrototypeOf(Object.getOwnPropertyDescriptor(Object.prototype, key) ?? {}, null) as PropertyDescriptor;
