import { describe, expect, test } from 'vitest';
import { checkTemplate, templateFields } from '../../../generator/emit/template-check.js';
import { createRenderer } from '../../../generator/emit/templates.js';

const render = (text: string, view: object): string => createRenderer(() => text)('t.hbs', view);

describe('rendering', () => {
  test('puts text in as it is', () => {
    expect(render('{{a}}|{{{a}}}', { a: `<"&'>` })).toBe(`<"&'>|<"&'>`);
  });

  test('unless is the opposite of if', () => {
    expect(render('{{#each list}}{{#unless @first}}, {{/unless}}{{this}}{{/each}}', { list: ['a', 'b'] })).toBe('a, b');
    expect(render('{{#unless a}}x{{else}}y{{/unless}}', { a: 'text' })).toBe('y');
  });

  test('loads a template once', () => {
    let loads = 0;
    const renderer = createRenderer(() => {
      loads += 1;
      return `${loads}{{a}}`;
    });
    expect([renderer('t', { a: 'x' }), renderer('t', { a: 'y' }), loads]).toEqual(['1x', '1y', 1]);
  });

  test('a field may be called like a helper of Handlebars that templates do not use', () => {
    expect(render('{{log}}{{lookup}}{{with}}', { log: '1', lookup: '2', with: '3' })).toBe('123');
  });

  test.each([
    ['{{typo}}', {}],
    ['{{a.typo}}', { a: {} }],
    ['{{a.b}}', { a: null }],
    ['{{#each typo}}x{{/each}}', {}],
    ['{{#each a.typo}}x{{/each}}', { a: {} }],
    ['{{#if typo}}x{{/if}}', {}],
    ['{{#unless typo}}x{{/unless}}', {}],
    ['{{#each a}}{{typo}}{{/each}}', { a: [{}] }],
    ['{{#each a}}{{../typo}}{{/each}}', { a: [1] }],
    ['{{#each a}}x{{/each}}', { a: { b: 1 } }],
    ['{{#a}}x{{/a}}', {}],
    ['{{lookup a "b"}}', { a: { b: 1 } }],
    ['{{#with a}}x{{/with}}', { a: {} }],
    ['{{toString}}', {}],
    ['{{a.constructor}}', { a: {} }],
    ['{{helper a}}', { a: 1 }],
    ['{{> partial}}', {}],
  ])('%s does not render', (text, view) => {
    let rendered: string | undefined;
    try {
      rendered = render(text, view);
    } catch (error) {
      expect(String(error)).toContain('t.hbs');
    }
    // A member of Object.prototype is looked up and refused: nothing is rendered.
    expect(rendered ?? '').toBe('');
  });

  test('the error of a block names the line', () => {
    expect(() => render('a\n{{#if typo}}x{{/if}}', {})).toThrow('template t.hbs: line 2: the argument of #if is not in the view');
  });

  test('polluting Object.prototype changes nothing', () => {
    const text = '{{a}}{{#each list}}{{x}}{{@index}}{{/each}}{{#if no}}no{{else}}yes{{/if}}';
    const view = { a: '1', list: [{ x: '2' }], no: false };
    const before = render(text, view);
    const prototype = Object.prototype as unknown as Record<string, unknown>;
    try {
      Object.assign(prototype, { noEscape: false, strict: false, a: 'evil', evil: 'evil', main: 'evil', escaped: true });
      expect(render(text, view)).toBe(before);
    } finally {
      for (const key of ['noEscape', 'strict', 'a', 'evil', 'main', 'escaped']) delete prototype[key];
    }
  });
});

describe('checkTemplate', () => {
  const faults = (text: string, view: object): string[] =>
    checkTemplate(text, view).faults.map((f) => `${f.line}:${f.column} ${f.path} ${f.why}`);

  test.each([
    ['{{a}}', { a: 'x' }],
    ['{{a.b}}{{#if a.c}}{{typo}}{{/if}}', { a: { b: '1', c: null } }],
    ['{{#each list}}{{x}}{{../a}}{{#unless @first}}, {{/unless}}{{@root.a}}{{this.x}}{{/each}}', { a: 'a', list: [{ x: '1' }, { x: '' }] }],
    ['{{#each list as |item i|}}{{item.x}}{{#if i}}{{/if}}{{/each}}', { list: [{ x: '1' }] }],
    ['{{#each list}}{{typo}}{{else}}{{a}}{{/each}}', { a: '1', list: [] }],
    ['{{#unless a}}x{{else}}{{a}}{{/unless}}', { a: '1' }],
    ['{{#each list}}{{#if yes}}{{x}}{{../a}}{{/if}}{{/each}}', { a: '1', list: [{ yes: true, x: '1' }] }],
    ['{{! comment }}{{this.if}}', { if: '1' }],
  ])('%s is right', (text, view) => {
    expect(faults(text, view)).toEqual([]);
  });

  test.each([
    ['{{typo}}', {}, '1:2 typo the view has no typo'],
    ['\n {{a.typo}}', { a: {} }, '2:3 a.typo the view has no typo'],
    ['{{#each typo}}{{/each}}', {}, '1:8 typo the view has no typo'],
    ['{{#if a.typo}}{{/if}}', { a: {} }, '1:6 a.typo the view has no typo'],
    ['{{#each a}}{{typo}}{{/each}}', { a: [{ typo: 1 }, {}] }, '1:13 typo the view has no typo'],
    ['{{#each a}}{{../../b}}{{/each}}', { a: [1], b: 1 }, '1:13 ../../b the view has no ../../b'],
    ['{{a}}', { a: undefined }, '1:0 a is undefined, which is not text'],
    ['{{a}}', { a: null }, '1:0 a is null, which is not text'],
    ['{{a}}', { a: {} }, '1:0 a is object, which is not text'],
    ['{{a}}', { a: 1 }, '1:0 a is number, which is not text'],
    ['{{a}}', { a: true }, '1:0 a is boolean, which is not text'],
    ['{{#each a}}{{/each}}', { a: {} }, '1:8 each is given no array'],
    ['{{#if a}}{{/if}}', { a: undefined }, '1:6 if is given undefined'],
    ['{{#a}}{{/a}}', { a: [1] }, '1:3 a is no block of one argument that templates may use'],
    ['{{#with a}}{{/with}}', { a: {} }, '1:3 with is no block of one argument that templates may use'],
    ['{{> part}}', {}, '1:0 PartialStatement is not used in templates'],
    ['{{toString}}', {}, '1:2 toString the view has no toString'],
    ['{{@typo}}', {}, '1:2 @typo the view has no @typo'],
  ])('%j is told', (text, view, expected) => {
    expect(faults(text, view)).toContain(expected);
  });

  test('a helper call is told', () => {
    expect(faults('{{lookup a "b"}}', { a: {}, lookup: 'x' })).toContain('1:0 lookup is called as a helper');
    expect(faults('{{#if (not a)}}{{/if}}', { a: 1 })).toContain('1:6 (…) is a subexpression');
  });

  test('tells which paths it met', () => {
    const text = '{{#if a}}{{b}}{{else}}{{c}}{{/if}}';
    expect(templateFields(text).map((f) => f.path)).toEqual(['a', 'b', 'c']);
    expect(checkTemplate(text, { a: false, c: 1 }).reached.map((f) => f.path)).toEqual(['a', 'c']);
  });
});
