import type { WorldModel } from '@pulse-stream/worldstate';
import type { CompiledClock } from './compiled-model.ts';

/** The clock of a model: without one, time is the turn and a turn has one step. */
export function compileClock({ time = {} }: WorldModel): CompiledClock {
  const { start = 0, steps_per_turn: steps = 1, method = 'euler', season = null } = time;
  return {
    start: typeof start === 'number' ? start : 0,
    label: typeof start === 'string' ? start : null,
    dt: time.dt ?? 1 / steps,
    steps,
    method,
    season,
  };
}
