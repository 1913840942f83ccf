import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';

const SEEDS = 150;
const ROGUE_SEEDS = 40;

test('whatever is lost, repeated, damaged, mixed up, killed or wiped, the bytes are those of a local run', async () => {
  let kills = 0;
  let wipes = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const run = await simulate(seed);
    expect(run.wrong, `seed ${seed}`).toEqual([]);
    kills += run.kills;
    wipes += run.wipes;
  }
  expect(kills).toBeGreaterThan(SEEDS);
  expect(wipes).toBeGreaterThan(10);
});

test('results that are none under a seal that is right are refused, and the bytes are those of a local run', async () => {
  let answers = 0;
  for (let seed = 1; seed <= ROGUE_SEEDS; seed += 1) {
    const run = await simulate(seed, true);
    expect(run.wrong, `seed ${seed}`).toEqual([]);
    answers += run.rogueAnswers;
  }
  expect(answers).toBeGreaterThan(ROGUE_SEEDS);
});
