import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hintNearest, nearestName } from './nearest-name.ts';

const KEYS = ['turns', 'state_overrides', 'members', 'gravity', 'seed', 'forecast'];

test.each([
  ['turn', 'turns'],
  ['Turns', 'turns'],
  ['tunrs', 'turns'],
  ['state_overides', 'state_overrides'],
  ['stateOverrides', 'state_overrides'],
  ['member', 'members'],
  ['sede', 'seed'],
])('%s was meant to be %s', (written, meant) => {
  expect(nearestName(written, KEYS)).toBe(meant);
  expect(hintNearest(written, KEYS)).toBe(`did you mean "${meant}"?`);
});

test.each(['pineapple', 'x', '', 'zz'])('nothing is near %j', (written) => {
  expect(nearestName(written, KEYS)).toBeNull();
  expect(hintNearest(written, KEYS)).toBeUndefined();
});

test('without known names nothing is near', () => {
  expect(nearestName('turns', [])).toBeNull();
});

test('short names that share no letter are not near', () => {
  expect(nearestName('a', ['b'])).toBeNull();
  expect(nearestName('ab', ['cd'])).toBeNull();
  expect(nearestName('ab', ['ac'])).toBe('ac');
});

test('a known name is nearest to itself, and the answer is always a known name', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z_]{1,12}$/), { minLength: 1 }),
      fc.string(),
      (known, written) => {
        for (const name of known) expect(nearestName(name, known)).toBe(name);
        const nearest = nearestName(written, known);
        expect(nearest === null || known.includes(nearest)).toBe(true);
      },
    ),
  );
});
