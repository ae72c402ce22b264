import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { starterTemplates } from '../../generator/cli/init.js';
import { checkTemplate, type TemplateFault, templateFields } from '../../generator/emit/template-check.js';
import { createRenderer } from '../../generator/emit/templates.js';
import { emitters } from '../../generator/emitters/registry.js';
import { compileFolder, contextFor, corpus, root, templateText } from '../unit/emitters/corpus.js';

const folders = [...corpus.map((name) => `test/corpus/${name}`), 'schemas/molt/1.5.0'];
const place = (f: { line: number; column: number; path: string }) => `${f.line}:${f.column} ${f.path}`;

test('every template belongs to an emitter, or to what `init` writes', () => {
  const files = readdirSync(`${root}templates`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(`${root}templates/`.length));
  expect(files.sort()).toEqual([...emitters.flatMap((emitter) => emitter.templates), ...Object.values(starterTemplates)].sort());
});

describe.each(emitters.filter((emitter) => emitter.templates.length > 0))('templates of $name', (emitter) => {
  test('name only what their view models have, and the corpus meets every path', async () => {
    const faults: (TemplateFault & { template: string; folder: string })[] = [];
    const reached = new Map(emitter.templates.map((name) => [name, new Set<string>()]));
    const render = createRenderer(templateText);
    for (const folder of folders) {
      const lowered = compileFolder(folder);
      await emitter.emit(
        lowered,
        contextFor(lowered, (template, view) => {
          const check = checkTemplate(templateText(template), view);
          faults.push(...check.faults.map((fault) => ({ ...fault, template, folder })));
          for (const field of check.reached) reached.get(template)?.add(place(field));
          return render(template, view);
        }),
      );
    }
    expect(faults).toEqual([]);
    for (const [template, places] of reached) {
      const unmet = templateFields(templateText(template))
        .map(place)
        .filter((p) => !places.has(p));
      expect(unmet, `${template}: no case of the corpus meets these paths`).toEqual([]);
    }
  });
});

test('the templates of `init` name only what their view has', () => {
  for (const schema of ['', 'schema.json']) {
    const view = { name: 'greet', package: 'greet-host', schema, version: '1.0.0' };
    for (const template of Object.values(starterTemplates)) expect(checkTemplate(templateText(template), view).faults).toEqual([]);
  }
});
