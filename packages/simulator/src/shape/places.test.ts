import { expect, test } from 'vitest';
import { expectOneProblem, problemsOf } from '../../test/broken-models.ts';

const hope = { kind: 'overlay', initial: 0.5 };

test.each<[shape: string, model: unknown, path: string, message: string, hint?: string]>([
  [
    'a step at the top',
    { name: 'm', slots: { hope }, dt: 0.25 },
    'dt',
    'unknown key "dt"',
    'it belongs into time: { dt: 0.25 }',
  ],
  [
    'a step of another tool at the top',
    { name: 'm', slots: { hope }, time_step: 0.25 },
    'time_step',
    'unknown key "time_step"',
    'it belongs into time: { dt: 0.25 }',
  ],
  [
    'a unit of time in the clock',
    { name: 'm', slots: { hope }, time: { unit: 'day' } },
    'time.unit',
    'unknown key "unit"',
    'time_unit is a key of the whole model',
  ],
  [
    'a method that is unknown',
    { name: 'm', slots: { hope }, time: { method: 'rk45' } },
    'time.method',
    'expected one of euler, rk4, found the text "rk45"',
    'did you mean "rk4"?',
  ],
  [
    'a table as a map',
    { name: 'm', slots: { hope }, tables: { f: { points: { 0: 1, 1: 2 } } } },
    'tables.f.points',
    'expected a list, found a map',
    'write [[x, y], …]',
  ],
  [
    'a table as a list',
    { name: 'm', slots: { hope }, tables: { f: [[0, 1]] } },
    'tables.f',
    'expected a map, found a list',
    'write { points: [[x, y], …] }',
  ],
  [
    'a point with one number',
    { name: 'm', slots: { hope }, tables: { f: { points: [[0], [1, 2]] } } },
    'tables.f.points[0]',
    'expected a list of 2, found a list of 1',
    'write [x, y]',
  ],
  [
    'a table of one point',
    { name: 'm', slots: { hope }, tables: { f: { points: [[0, 1]] } } },
    'tables.f.points',
    'has at least 2 entries',
  ],
  [
    'a series by a name alone',
    { name: 'm', slots: { hope }, series: { rain: 'drivers' } },
    'series.rain',
    'expected a map, found the text "drivers"',
    'write { dataset: … }',
  ],
  [
    'an equation',
    { name: 'm', slots: { hope }, values: { v: { equation: 'hope' } } },
    'values.v.equation',
    'unknown key "equation"',
    'write formula',
  ],
  [
    'a value that is a list',
    { name: 'm', slots: { hope }, values: { v: [1] } },
    'values.v',
    'expected a finite number, an expression or { formula: … }, found a list',
  ],
])('%s is refused', (_shape, model, path, message, hint) => {
  expectOneProblem(model, { path, message, hint });
});

test.each([
  ['auxiliaries', 'values'],
  ['aux', 'values'],
  ['equations', 'values'],
  ['lookups', 'tables'],
  ['lookup', 'tables'],
  ['stocks', 'slots'],
  ['flows', 'rules'],
  ['flow', 'rules'],
  ['drivers', 'series'],
  ['inputs', 'series'],
  ['correlations', 'noise_correlation'],
  ['clock', 'time'],
  ['constants', 'params'],
])('the key %s of other tools is %s here', (written, meant) => {
  const model = { name: 'm', slots: { hope }, [written]: {} };
  expect(problemsOf(model)).toEqual([
    { path: written, message: `unknown key "${written}"`, hint: `write ${meant}` },
  ]);
});
