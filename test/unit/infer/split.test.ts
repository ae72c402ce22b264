import { describe, expect, test } from 'vitest';
import type { FoundImport } from '../../../generator/infer/material.js';
import { split } from '../../../generator/infer/split.js';
import { identifier, Unique, wordsOf } from '../../../generator/infer/words.js';
import { func } from './support.js';

const found = (module: string, name: string): FoundImport => ({
  module,
  name,
  type: func(''),
  paths: ['app.wasm'],
  debugName: undefined,
  debugParams: [],
});
/** Interfaces with the words of their members. */
const groups = (module: string, ...names: string[]) =>
  Object.fromEntries(
    split(
      names.map((name) => found(module, name)),
      undefined,
      [],
    ).map((group) => [group.name, group.members.map((m) => identifier(m.words, 'import'))]),
  );

describe('words of a name', () => {
  test.each([
    ['app_fs_read', 'app fs read'],
    ['consoleLog', 'console log'],
    ['_emscripten_memcpy_js', 'emscripten memcpy js'],
    ['syscall/js.valueGet', 'syscall js value get'],
    ['__wbg_getTime_00', 'wbg get time 00'],
    ['HTTPRequest', 'http request'],
    ['GOT.func', 'got func'],
    ['\u202e\0', ''],
    ['', ''],
  ])('%j are %j', (name, words) => {
    expect(wordsOf(name).join(' ')).toBe(words);
  });

  test('make an identifier of the language, whatever they are', () => {
    expect(identifier(['2', 'fast'], 'x')).toBe('f2-fast');
    expect(identifier([], 'import')).toBe('import');
    expect(identifier(wordsOf('a'.repeat(100_000)), 'x')).toHaveLength(60);
  });

  test('are given once: what some language would spell alike gets a number', () => {
    const names = new Unique(['guest']);
    expect(['a-b', 'aB', 'a-b', 'guest', 'ab-2'].map((name) => names.claim(name))).toEqual(['a-b', 'aB-2', 'a-b-3', 'guest-2', 'ab-2-2']);
  });
});

describe('interfaces', () => {
  test('are what names begin with, once what all begin with is left out', () => {
    expect(groups('env', 'app_fs_read', 'app_fs_write', 'app_net_open', 'app_net_close', 'app_log')).toEqual({
      fs: ['read', 'write'],
      net: ['open', 'close'],
      app: ['log'],
    });
  });

  test('are called like their module where nothing parts its names', () => {
    expect(groups('env', 'abort', 'log')).toEqual({ env: ['abort', 'log'] });
    expect(groups('./app_bg.js', 'log')).toEqual({ 'app-bg': ['log'] });
    expect(groups('', '')).toEqual({ unnamed: ['import'] });
    expect(groups('GOT.func', 'malloc')).toEqual({ 'got-func': ['malloc'] });
  });

  test('are not made of verbs', () => {
    expect(groups('env', 'get_time', 'get_date', 'set_time')).toEqual({ env: ['get-time', 'get-date', 'set-time'] });
  });

  test('fit what toolchains write', () => {
    expect(groups('env', '__syscall_openat', '__syscall_stat64', 'emscripten_date_now', 'emscripten_resize_heap', '_abort_js')).toEqual({
      syscall: ['openat', 'stat64'],
      emscripten: ['date-now', 'resize-heap'],
      env: ['abort-js'],
    });
    expect(groups('wbg', '__wbg_log_1d3ae0273d8f4f8a', '__wbg_now_0123456789abcdef', '__wbindgen_throw', '__wbindgen_string_new')).toEqual({
      wbg: ['log', 'now'],
      wbindgen: ['throw', 'string-new'],
    });
    expect(groups('gojs', 'runtime.wasmExit', 'runtime.nanotime1', 'syscall/js.valueGet', 'syscall/js.valueSet')).toEqual({
      runtime: ['wasm-exit', 'nanotime1'],
      syscall: ['js-value-get', 'js-value-set'],
    });
  });

  test('are not without number: many modules share one', () => {
    const many = Array.from({ length: 1000 }, (_, i) => found(`m${i}`, 'f'));
    const made = split(many, undefined, []);
    expect(made).toHaveLength(201);
    expect(made.at(-1)).toMatchObject({ name: 'others', module: undefined });
    expect(made.flatMap((group) => group.members)).toHaveLength(1000);
  });

  test('avoid names that are taken, by emitters too', () => {
    const made = split([found('index', 'f'), found('errno', 'f'), found('nul', 'f'), found('guest', 'f')], undefined, ['errno']);
    expect(made.map((group) => group.name)).toEqual(['index-2', 'errno-2', 'nul-2', 'guest-2']);
  });
});
