import fc from 'fast-check';
import { distance } from 'fastest-levenshtein';
import { expect, test } from 'vitest';
import { hintNearest, nearestName, nearMiss } from './nearest-name.ts';

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

test.each([
  // two edits, or a third of the letters of the longer name where that is more; never all of them
  ['turx', 'turn', true],
  ['tuxx', 'turn', true],
  ['txxx', 'turn', false],
  ['abcdexx', 'abcdefg', true],
  ['abcdxxx', 'abcdefg', false],
  ['abcdefxxx', 'abcdefghi', true],
  ['abcdexxxx', 'abcdefghi', false],
  ['abcdefghxxxx', 'abcdefghijkl', true],
  ['abcdefgxxxxx', 'abcdefghijkl', false],
  ['ax', 'ab', true],
  ['xx', 'ab', false],
  ['ab', 'abcd', true],
  ['a', 'abcd', false],
])('%s is near %s: %s', (written, known, isNear) => {
  expect(nearestName(written, [known])).toBe(isNear ? known : null);
});

test('of several names the one with the fewest edits is meant', () => {
  expect(nearestName('memberss', ['membrane', 'members', 'numbers'])).toBe('members');
  expect(nearestName('hop', ['hope', 'hoop', 'top', 'stop'])).not.toBe('stop');
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

/** A letter more, less, or another one, somewhere in a name. */
const edited = (name: string) =>
  fc
    .tuple(fc.nat(name.length - 1), fc.constantFrom('a', 'b', 'c', 'x', 'y', 'z'))
    .chain(([at, letter]) =>
      fc.constantFrom(
        name.slice(0, at) + letter + name.slice(at),
        name.slice(0, at) + name.slice(at + 1),
        name.slice(0, at) + letter + name.slice(at + 1),
      ),
    );

test('one edit of a name of four letters or more is a slip of it, in upper or lower case', () => {
  const slip = fc
    .stringMatching(/^[a-z_]{4,12}$/)
    .chain((name) => fc.tuple(fc.constant(name), edited(name), fc.boolean()));
  fc.assert(
    fc.property(slip, ([name, written, isUpper]) => {
      const typed = isUpper ? written.toUpperCase() : written;
      expect(nearMiss(typed, ['q', name])).toBe(typed.length > 3 ? name : null);
    }),
  );
});

test('two edits are one in names of eight letters or more, and only there', () => {
  const names = fc.stringMatching(/^[a-f]{4,14}$/);
  let [long, short] = [0, 0];
  fc.assert(
    fc.property(
      names.chain((name) =>
        fc.tuple(
          fc.constant(name),
          edited(name).chain((once) => fc.tuple(fc.constant(once), edited(once))),
        ),
      ),
      ([name, [, written]]) => {
        fc.pre(distance(name, written) === 2);
        const isLong = name.length >= 8 && written.length >= 8;
        if (isLong) long += 1;
        else short += 1;
        expect(nearMiss(written, [name])).toBe(isLong ? name : null);
      },
    ),
    { numRuns: 500 },
  );
  expect(Math.min(long, short)).toBeGreaterThan(20);
});

test.each([
  ['S', ['s']],
  ['hop', ['hope']],
  ['hope', ['hop']],
  ['hoep', ['hope']],
])('%s is no slip of %j: it is short, or letters changed places', (written, known) => {
  expect(nearMiss(written, known)).toBeNull();
});

test('of several the nearest is meant', () => {
  expect(nearMiss('infectedd', ['infected_2', 'infected'])).toBe('infected');
});
