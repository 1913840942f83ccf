import type { WorldModel } from '@pulse-stream/worldstate';
import { explainStart } from '@pulse-stream/worldstate/internal';
import type { CompiledClock } from './compiled-model.ts';
import type { ModelProblems } from '../shape/problems.ts';

/** Notes a start that is a text and no date of the model's steps. */
export function checkStart({ time, time_unit: unit }: WorldModel, problems: ModelProblems): void {
  if (typeof time?.start !== 'string') return;
  const wrong = explainStart(time.start, unit);
  if (wrong !== null)
    problems.add(['time', 'start'], wrong, {
      hint: Number.isNaN(Number(time.start))
        ? 'a number, or a date like 2024-01-31, 2024-01 or 2024-Q1 that names one step'
        : `write it without quotes: ${time.start}`,
    });
}

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
