import { attempt, isFailure, ScenarioConfig, type SimulatedRun } from '@pulse-stream/worldstate';
import { compileModel, createCore, simulateRun } from '@pulse-stream/simulator';
import { openRng } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';
import { differenceOf } from '../same-bits.ts';
import { SEASONS } from '../worlds/run-world.ts';
import { differenceFrom } from './compare-worlds.ts';
import { interpreter, plainRun } from './engines.ts';
import { SteppedMaker, type SteppedWorld } from '../worlds/stepped-models.ts';

const WORLDS = 250 * Number(process.env['LAWS'] ?? 1);

/** A run without a look into its turns: what the kernel takes. */
function run(world: SteppedWorld, members: number, kernel: 'auto' | 'reference'): SimulatedRun {
  const compiled = compileModel(world.model);
  const { drivers, row } = world;
  const surroundings = { drivers, calendar: SEASONS };
  const config = ScenarioConfig.parse({ ...world.config, trace: 'none', members });
  const core = createCore(compiled, { params: config.params, surroundings });
  const path = row === 0 ? null : core.start(core.initial, 0, row);
  const start = path === null ? {} : { start: { path, corrector: null } };
  const perturbed = { rule: 0, share: 0.9 };
  return simulateRun(compiled, config, {
    surroundings,
    ...start,
    kernel,
    ...(members === 1 && compiled.rules.length > 0 ? { perturbed } : {}),
  });
}

test(
  'on random worlds of the whole language the kernel gives every bit of the interpreter',
  () => {
    const maker = new SteppedMaker(openRng(Number(process.env['SEED'] ?? 7), 0, 'kernel worlds'));
    const counts = { failures: 0, generated: 0, ensembles: 0 };
    for (let index = 0; index < WORLDS; index += 1) {
      const world = maker.make({ chance: true, plain: index % 3 === 0 });
      const members = index % 3 === 0 ? 1 : 3;
      const found = attempt(() => run(world, members, 'auto'));
      const difference = differenceOf(
        found,
        attempt(() => run(world, members, 'reference')),
      );
      if (difference !== null)
        throw new Error(
          `world ${index}${difference} ${JSON.stringify([world.model, world.config, world.drivers.map((d) => ({ ...d, values: [...d.values] })), world.row])}`,
        );
      if (isFailure(found)) counts.failures += 1;
      else if (found.kernel === 'generated') {
        counts.generated += 1;
        if (found.ensemble !== null) counts.ensembles += 1;
      }
    }
    expect(counts.failures).toBeLessThan(0.4 * WORLDS);
    expect(counts.generated).toBeGreaterThan(0.3 * WORLDS);
    expect(counts.ensembles).toBeGreaterThan(0.1 * WORLDS);
  },
  120_000 + 1000 * WORLDS,
);

test(
  'on random worlds of the whole language a plain run finds every bit of the interpreter',
  () => {
    const maker = new SteppedMaker(openRng(Number(process.env['SEED'] ?? 7), 0, 'plain worlds'));
    let compared = 0;
    for (let index = 0; index < 2 * WORLDS; index += 1) {
      const {
        model,
        config: given,
        drivers,
      } = maker.make({ chance: index % 4 < 2, plain: index % 2 === 0 });
      const compiled = compileModel(model);
      const members = index % 3 === 0 ? 1 : 3;
      const config = ScenarioConfig.parse({ ...given, trace: 'none', members });
      const options = { surroundings: { drivers, calendar: SEASONS } };
      const found = plainRun.simulate(compiled, config, options);
      if (found === null) continue;
      compared += 1;
      const known = attempt(() => interpreter.simulate(compiled, config, options));
      const difference = differenceFrom(known, found);
      if (difference !== null)
        throw new Error(
          `world ${index}${difference} ${JSON.stringify([model, config, drivers.map((d) => ({ ...d, values: [...d.values] }))])}`,
        );
    }
    expect(compared).toBeGreaterThan(0.2 * WORLDS);
  },
  120_000 + 1000 * WORLDS,
);
