import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pulse } from '@pulse-stream/simulator';
import { WorldModel } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { embedModel, embedText, staleModules } from '../embed-models.mjs';
import { readText, ROOT } from '../workspace.mjs';

const source = readText('models/pulse.yaml');

test('the built-in model is what models/pulse.yaml says', () => {
  expect(staleModules()).toEqual([]);
  expect(pulse).toEqual(WorldModel.parse(parse(source)));
  expect(WorldModel.parse(pulse)).toEqual(pulse);
});

test.each([
  ['packages/simulator/src/pulse/rules.ts', 'add: 0.015', 'add: 0.016'],
  ['packages/simulator/src/pulse/model.ts', 'noise: 0.005', 'noise: 0.006'],
])('%s changes with the model file, so a stale one is seen', (path, old, edited) => {
  const changed = source.replace(old, edited);
  expect(changed).not.toBe(source);
  expect(embedModel(changed).get(path)).not.toBe(embedModel(source).get(path));
});

test('every module says what it was generated from and how', () => {
  const modules = [...embedModel(source)];
  expect(modules).toHaveLength(2);
  for (const [, text] of modules)
    expect(text.split('\n')[0]).toMatch(/models\/pulse\.yaml .*node tools\/embed-models\.mjs/);
});

test('--check passes and writes nothing while the modules are fresh', () => {
  const tool = join(ROOT, 'tools/embed-models.mjs');
  expect(execFileSync(process.execPath, [tool, '--check'], { encoding: 'utf8' })).toBe('');
  expect(staleModules()).toEqual([]);
});

test('a model text survives being put into code', async () => {
  const odd = 'name: "`${x}` \\\\n"\n';
  const [path, code] = embedText('odd', odd);
  expect(path).toBe('apps/pulse-stream/src/models/odd.ts');
  const { text } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  expect(text).toBe(odd);
});
