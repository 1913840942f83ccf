import { expect, test } from 'vitest';
import { readConfigPath } from './config-path.ts';

test.each([
  ['turns', ['turns']],
  ['hope', ['state_overrides', 'hope']],
  ['state_overrides.hope', ['state_overrides', 'hope']],
  ['params.beta', ['params', 'beta']],
  ['params.rule.R1.a.trust', ['params', 'rule.R1.a.trust']],
  ['rule.R1.trust', ['params', 'rule.R1.trust']],
  ['interventions.0.turn', ['interventions', 0, 'turn']],
  ['interventions[0].set.hope', ['interventions', 0, 'set', 'hope']],
  ['forecast.horizons[12]', ['forecast', 'horizons', 12]],
  ['interventions.2.set.rule.R1.trust', ['interventions', 2, 'set', 'rule.R1.trust']],
  ['forecast.horizons.0', ['forecast', 'horizons', 0]],
  ['gravity.lambda', ['gravity', 'lambda']],
  ['meta', ['meta']],
  ['series', ['series']],
  ['series.inflow', ['series', 'inflow']],
  ['series.inflow.scale', ['series', 'inflow', 'scale']],
  ['series.inflow.12', ['series', 'inflow', 12]],
  ['series.inflow[12]', ['series', 'inflow', 12]],
  ['series.0.1', ['series', '0', 1]],
  ['observations.dataset', ['observations', 'dataset']],
  ['observations.0.level', ['observations', 0, 'level']],
])('%s is a path', (text, path) => {
  expect(readConfigPath(text)).toEqual(path);
});

test.each([
  ['', /a name is missing/],
  ['params.', /a name is missing/],
  ['parms.beta', /"parms" is not a key of a scenario \(did you mean "params"\?\)/],
  ['params.__proto__', /cannot be used/],
  ['constructor', /cannot be used/],
  ['a-b', /a name is a letter/],
])('%j is no path, and why is said', (text, reason) => {
  expect(readConfigPath(text)).toMatch(reason);
});
