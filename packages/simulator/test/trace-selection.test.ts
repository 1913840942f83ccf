import { compileModel, pulse, simulateRun } from '@pulse-stream/simulator';
import { attempt, ScenarioConfig } from '@pulse-stream/worldstate';
import type { TurnRecord } from '@pulse-stream/worldstate/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const model = compileModel(pulse);
const MOOD = 'mood_of_the_day';

/** The trace of a scenario with an overlay of its own. */
function traceOf(turns: number, trace: unknown): readonly TurnRecord[] {
  const state_overrides = { hope: 0.9, [MOOD]: 0.3 };
  const config = ScenarioConfig.parse({ turns, members: 1, state_overrides, trace });
  // every form of it but "summary" has whole turns
  return simulateRun(model, config).control.trace as readonly TurnRecord[];
}

const pick = (values: Readonly<Record<string, number>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));

const names = fc.array(fc.constantFrom(...model.names, MOOD), { minLength: 1, maxLength: 6 });

test('a selected trace is the full one, but for the turns and names that are left out', () => {
  let [shown, left] = [0, 0];
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.option(fc.integer({ min: 1, max: 14 }), { nil: undefined }),
      fc.option(names, { nil: undefined }),
      (turns, every, asked) => {
        const full = traceOf(turns, 'full');
        const wanted = asked ?? [...model.names, MOOD];
        const expected = full
          .filter(({ turn }) => turn % (every ?? 1) === 0)
          .map(({ overlays, variables, capital, deltas, ...turn }) => ({
            ...turn,
            overlays: pick(overlays, wanted),
            variables: pick(variables, wanted),
            capital: pick(capital, wanted),
            deltas: pick(deltas, wanted),
          }));
        const selected = traceOf(turns, { every, names: asked });
        expect(selected).toEqual(expected);
        shown += selected.length;
        left += full.length - selected.length;
      },
    ),
    { numRuns: 60 },
  );
  expect([shown > 50, left > 50]).toEqual([true, true]);
});

test('a name that is no slot of the scenario fails it', () => {
  expect(attempt(() => traceOf(2, { names: ['hope', 'hops'] }))).toMatchObject({
    type: 'unknown-name',
    path: 'trace.names[1]',
    hint: 'did you mean "hope"?',
  });
});
