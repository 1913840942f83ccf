import { attempt, isFailure, type SimulatedRun } from '@pulse-stream/worldstate';
import { simulateRun } from '@pulse-stream/simulator';
import { openRng } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';
import { TaughtWorldMaker, type TaughtWorld } from './taught-worlds.ts';

const WORLDS = 60 * Number(process.env['LAWS'] ?? 1);

/** Everything a run says but how it was computed, −0 told from 0. */
function told(run: SimulatedRun): string {
  return JSON.stringify({ ...run, kernel: null }, (_, value: unknown) => {
    if (Object.is(value, -0)) return '-0';
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    if (value instanceof Map) return [...value];
    return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value; // no other views
  });
}

function simulate(
  { model, config, path, openCorrector }: TaughtWorld,
  kernel: 'auto' | 'reference',
) {
  const corrector = openCorrector();
  const start = { path, corrector: corrector.slots.length === 0 ? null : corrector };
  return attempt(() => simulateRun(model, config, { kernel, start }));
}

test(
  'a kernel corrects members as the corrector does, in every bit',
  () => {
    const maker = new TaughtWorldMaker(openRng(11, 0, 'taught worlds'));
    const seen = { failures: 0, byCode: 0, parts: 0, limited: 0 };
    for (let index = 0; index < WORLDS; index += 1) {
      const world = maker.make();
      if (world === null) continue;
      const found = simulate(world, 'auto');
      const known = simulate(world, 'reference');
      if (isFailure(known) || isFailure(found)) {
        expect(found).toEqual(known);
        seen.failures += 1;
        continue;
      }
      if (told(found) !== told(known))
        expect(told(found), `world ${index}: ${JSON.stringify(world.model)}`).toBe(told(known));
      if (found.kernel === 'generated') seen.byCode += 1;
      if (found.corrections.some(({ absolute }) => absolute > 0)) seen.parts += 1;
      if (found.corrections.some(({ clipped }) => clipped > 0)) seen.limited += 1;
    }
    // a law that met nothing says nothing
    expect(seen.byCode).toBeGreaterThan(WORLDS / 2);
    expect(seen.parts).toBeGreaterThan(WORLDS / 3);
    expect(seen.failures).toBeLessThan(WORLDS / 4);
    expect(seen.limited).toBeGreaterThan(0);
  },
  120_000 * Number(process.env['LAWS'] ?? 1),
);
