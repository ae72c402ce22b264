/** Runs something while every source of chance that hosts have throws. Nothing is awaited meanwhile: other code needs them. */
export function withoutChance<T>(run: () => T): T {
  // A function, not an arrow: some of them are called with `new`.
  function trap() {
    throw new Error('this was left to chance');
  }
  const sources: [object, string][] = [
    ...['Date', 'setTimeout', 'setInterval', 'queueMicrotask'].map((name): [object, string] => [globalThis, name]),
    [Math, 'random'],
    ...['getRandomValues', 'randomUUID'].map((name): [object, string] => [crypto, name]),
    [performance, 'now'],
  ];
  const kept = sources.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name));
  for (const [owner, name] of sources) Object.defineProperty(owner, name, { value: trap, configurable: true, writable: true });
  try {
    return run();
  } finally {
    for (const [i, [owner, name]] of sources.entries()) {
      const own = kept[i];
      if (own === undefined) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, own);
    }
  }
}
