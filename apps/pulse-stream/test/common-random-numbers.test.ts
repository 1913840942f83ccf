import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand, toLines } from './command.ts';

const MODEL = `name: pond
members: 7
params: { pull: { value: 0.2, draw: { uniform: [0.1, 0.3] } } }
slots:
  level: { kind: variable, initial: 3, noise: 0.5 }
  fish: { kind: variable, initial: 40, min: 0 }
rules:
  - { id: pull, effects: [{ target: level, add: pull * (1 - level) }] }
  - { id: caught, effects: [{ flow: { from: fish }, rate: fish / 9, draw: binomial }] }
forecast: { targets: [level, fish] }
`;
const TURNS = 6;
const ACTS = [{ add: { level: 2 } }, { set: { fish: 5 } }, { set: { pull: 0.9 } }];

test('with --crn members of two lines are equal until the lines differ, however long they are', async () => {
  const cwd = createFolder({ 'm.yaml': MODEL });
  const acts = ACTS.flatMap((act) => [1, 3, 5].map((turn) => ({ turn, ...act })));
  const lines = [
    { id: 'base' },
    { id: 'long', turns: TURNS + 5 },
    ...acts.map((act, at) => ({ id: `act ${at}`, interventions: [act] })),
  ].map((line) => ({ turns: TURNS, ...line }));
  const { stdout } = await runCommand(['-m', 'm.yaml', '--crn', '--keep-members', '-q'], {
    cwd,
    stdin: toLines(lines),
  });
  // by turn, of both targets
  const [base, long, ...acted] = readResults(stdout).map(({ forecast: { targets } }) =>
    (targets['level']?.members ?? []).map((level, at) => [level, targets['fish']?.members?.[at]]),
  );
  expect(base).toHaveLength(TURNS);
  expect(long?.slice(0, TURNS)).toEqual(base);
  expect(acted).toHaveLength(acts.length);
  for (const [at, { turn }] of acts.entries()) {
    expect(acted[at]?.slice(0, turn - 1)).toEqual(base?.slice(0, turn - 1));
    expect(acted[at]?.[turn - 1]).not.toEqual(base?.[turn - 1]);
  }
});
