import { expect, test } from 'vitest';
import { readFailures, runCommand, toLines } from './command.ts';

test('a slip of a declared name fails, also in an intervention; --allow-name takes it', async () => {
  const stdin = toLines([
    { id: 'a', members: 1, state_overrides: { dispair: 0.4 } },
    { id: 'b', members: 1, interventions: [{ turn: 1, set: { hopee: 0.4 } }] },
  ]);
  const refused = await runCommand([], { stdin });
  expect(refused.code).toBe(3);
  expect(readFailures(refused.stdout).map(({ error }) => [error.type, error.path])).toEqual([
    ['unknown-name', 'state_overrides.dispair'],
    ['unknown-name', 'interventions[0].set.hopee'],
  ]);
  expect(readFailures(refused.stdout)[0]?.error.hint).toContain('did you mean "despair"?');
  const taken = await runCommand(['--allow-name', 'dispair', '--allow-name', 'hopee'], { stdin });
  expect(taken.code).toBe(0);
  const both = await runCommand(['--strict'], {
    stdin,
    env: { PULSE_ALLOW_NAME: 'dispair,hopee' },
  });
  expect(both.stdout).toBe(taken.stdout);
});
