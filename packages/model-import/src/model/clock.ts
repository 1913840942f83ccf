import type { FlatVariable } from '../arrays/flatten.ts';
import { Refused, type Refusals } from '../refusal.ts';
import type { SourceClock, SourceModel } from '../source-model.ts';
import { constantOf } from './constants.ts';

/** Variables of Vensim that are the clock. */
export const CLOCK_KEYS = ['initial time', 'final time', 'time step', 'saveper'] as const;
type ClockKey = (typeof CLOCK_KEYS)[number];
const NAMES: SourceClock['names'] = { end: 'FINAL TIME', dt: 'TIME STEP', save: 'SAVEPER' };

/** Most steps between two saved times. */
const MOST_STEPS = 100_000;

/** Most turns of a scenario. */
const MOST_TURNS = 100_000;

/** When the model runs; what is wrong goes to `refusals`. */
export function readClock(
  source: SourceModel,
  variables: ReadonlyMap<string, FlatVariable>,
  refusals: Refusals,
): SourceClock | null {
  if (source.clock !== null) return source.clock;
  const read = (key: ClockKey): number | null => {
    const variable = variables.get(key);
    const line = variable?.definition.line ?? null;
    return refusals.attempt(line, () => {
      if (variable === undefined)
        throw new Refused(key.toUpperCase(), 'the model does not say it', 'define it');
      const { rhs } = variable;
      const value = rhs.kind === 'formula' ? constantOf(rhs.expr, variables) : null;
      if (value === null || !Number.isFinite(value))
        throw new Refused(variable.name, 'it is no constant', 'make it a number');
      return value;
    });
  };
  const [start, end, dt, save] = CLOCK_KEYS.map(read);
  if (start == null || end == null || dt == null || save == null) return null;
  const unit = (variables.get('time step')?.definition.units ?? '').split('[')[0]?.trim() ?? '';
  return { names: NAMES, line: null, start, end, dt, save, method: 'euler', unit };
}

/** How many steps a turn has and how many turns a run. @throws Refused */
export function countSteps({ names, start, end, dt, save }: SourceClock): {
  readonly steps: number;
  readonly turns: number;
} {
  if (!(dt > 0)) throw new Refused(names.dt, 'it is not above 0', 'make it positive');
  const steps = Math.round(save / dt);
  if (steps < 1 || steps > MOST_STEPS || Math.abs(save / dt - steps) > 1e-6)
    throw new Refused(
      names.save,
      `${save} is not a whole number of steps of ${dt}`,
      `make ${names.save} a multiple of ${names.dt}`,
    );
  const turns = Math.round((end - start) / save);
  if (!(turns >= 1)) throw new Refused(names.end, 'the run has no step', 'make it later');
  if (turns > MOST_TURNS)
    throw new Refused(
      names.end,
      `the run has ${turns} turns, a scenario at most ${MOST_TURNS}`,
      `make it earlier, or ${names.save} larger`,
    );
  return { steps, turns };
}
