import { readVariable } from '@pulse-stream/experiment';
import { PulseError } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { design, variable, write } from './write-design.ts';

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof PulseError && error.code === 'option-invalid') return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

test.each([
  ['hope', /needs NAME=VALUES/],
  ['hope=', /it has no values/],
  ['hope=1..0', /the range 1\.\.0 is empty/],
  ['hope=1..1', /the range 1\.\.1 is empty/],
  ['hope=0..1:0', /the step of 0\.\.1 is a number above 0, not "0"/],
  ['hope=0..1:2', /the step of 0\.\.1 is larger than the range/],
  ['hope=0..1:x', /the step of 0\.\.1 is a number above 0, not "x"/],
  ['hope=0..1e308:1e-308', /has more than/],
  ['hope=-1e308..1e308', /beyond the largest number/],
  ['hope=1,,2', /a value of the list is missing/],
  ['hope=1,1.0', /1 is in the list twice/],
  ['turns=1.5,2', /1\.5 is not a whole number/],
  ['turns=1..2.5', /needs whole numbers/],
  ['turns=normal(5,1)', /whole numbers are needed/],
  ['hope=norml(0,1)', /"norml" is not a distribution \(did you mean "normal"\?\)/],
  ['hope=normal(.3,.1', /normal\(mean, sd\) stands alone, .* not "normal\(\.3,\.1"/],
  ['hope=normal(.3,.1),5', /stands alone/],
  ['hope=normal(0)', /normal\(mean, sd\) takes 2 numbers, not "0"/],
  ['hope=triangular(0,1)', /triangular\(lo, mode, hi\) takes 3 numbers/],
  ['id=a,b', /a design names its lines itself/],
  ['parms.a=1,2', /did you mean "params"\?/],
  ['mode=a\u0007,b', /control characters/],
])('--var %s is refused', (text, message) => {
  expect(refusalOf(() => variable(text))).toMatch(message);
});

test('what the simulator says of a distribution is passed on', () => {
  const read = () =>
    readVariable('hope=normal(1,-1)', { explainImpossible: () => 'needs an sd of at least 0' });
  expect(refusalOf(read)).toBe('--var hope=normal(1,-1): needs an sd of at least 0');
});

test.each([
  [{ method: 'grid', vars: [] }, /needs something that varies/],
  [{ method: 'grid', vars: ['hope=0..1'] }, /a grid needs values/],
  [{ method: 'grid', points: 3, vars: ['hope=0,1'] }, /does not use points/],
  [{ method: 'oat', seed: 3, vars: ['hope=0,1'] }, /does not use seed/],
  [
    { method: 'mc', points: 3, maximin: true, vars: ['hope=0,1'] },
    /does not use maximin: it belongs to lhs/,
  ],
  [
    { method: 'lhs', points: 3, indices: true, vars: ['hope=0,1'] },
    /does not use indices: it belongs to sobol/,
  ],
  [{ method: 'lhs', vars: ['hope=0,1'] }, /needs the number of points/],
  [{ method: 'lhs', points: 0, vars: ['hope=0,1'] }, /from 1 to/],
  [{ method: 'lhs', points: 10_001, maximin: true, vars: ['hope=0,1'] }, /at most 10000/],
  [
    { method: 'mc', points: 3, vars: ['hope=0,1', 'state_overrides.hope=2,3'] },
    /is there twice \(hope\)/,
  ],
  [
    { method: 'mc', points: 3, replications: 2, base: { seed: 3 }, vars: ['hope=0,1'] },
    /leave the seed out/,
  ],
  [
    { method: 'mc', points: 3, base: { state_overrides: 3 }, vars: ['hope=0,1'] },
    /something else there/,
  ],
  [{ method: 'mc', points: 3, vars: ['interventions.1.turn=1,2'] }, /has only 0 of them/],
] as const)('%j is refused', (asked, message) => {
  expect(refusalOf(() => [...design(asked).lines()])).toMatch(message);
});

test('as many variables as there are dimensions, and no more', () => {
  const vars = Array.from({ length: 129 }, (_, index) => `params.p${index}=0..1`);
  expect(write({ method: 'sobol', points: 2, vars })).toHaveLength(2);
  expect(refusalOf(() => design({ method: 'sobol', points: 2, indices: true, vars }))).toMatch(
    /256 dimensions here, too few for 129 variables \(indices take two each\)/,
  );
});
