import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';

const SEEDS = 150;

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
