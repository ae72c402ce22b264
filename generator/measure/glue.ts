/** A file of a generated package. Paths have forward slashes and count from its folder. */
export interface PackageFile {
  readonly path: string;
  readonly text: string;
}

const imported = /^(?:import|export)\b[^'"\n]*['"](\.[^'"\n]+)['"];?$/gm;

/** The files that an entry of a generated package loads, itself among them, in the order of the package. */
export function loadedBy(entry: string, files: readonly PackageFile[]): PackageFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const visit = (path: string): void => {
    const file = byPath.get(path);
    if (file === undefined || reached.has(path)) return;
    reached.add(path);
    for (const [, specifier = ''] of file.text.matchAll(imported)) visit(joined(path, specifier));
  };
  visit(entry);
  return files.filter(({ path }) => reached.has(path));
}

/** The path that a relative specifier names in the file at a path. */
function joined(from: string, specifier: string): string {
  const steps = from.split('/').slice(0, -1);
  for (const step of specifier.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}
