import type { CompiledModel } from '../model/compiled-model.ts';
import type { Stage } from './steps.ts';
import type { TurnEmitter } from './turn.ts';
import type { Emitted } from './turn-places.ts';

/** A part of the turn law that stays in one function. */
export type Part = (turn: TurnEmitter) => void;

/** Steps 2 and 3: one part per slot, then one per rule. */
export function driftParts({ names, rules }: CompiledModel): Part[] {
  let effect = 0;
  return [
    ...names.map(
      (_, slot): Part =>
        (turn) =>
          turn.decay(slot),
    ),
    (turn) => turn.copy(),
    (turn) => turn.clock(false),
    ...rules.map(({ effects }, rule): Part => {
      const first = effect;
      effect += effects.length;
      return (turn) => turn.rule(rule, first);
    }),
  ];
}

/** Steps 4 to 6: one part per slot. */
export function noiseParts({ compiled, layout }: Emitted): Part[] {
  const { names, turnNoise } = compiled;
  // a correction can move any slot
  const shaken = new Set(layout.correction === null ? turnNoise.slots : names.keys());
  return [
    (turn) => turn.correct(),
    (turn) => turn.clock(true),
    (turn) => turn.noise(),
    ...names.map((_, slot): Part => ({ slots }) => {
      if (shaken.has(slot) || !slots.staysInside(slot)) slots.bounds(slot, 0);
    }),
  ];
}

/** Step 7 and the auxiliaries at the end of the turn. */
export function measureParts({ compiled, read }: Emitted): Part[] {
  return [
    ...compiled.measurements.map(
      ({ slot }, index): Part =>
        (turn) =>
          turn.measure(index, read.has(slot)),
    ),
    ...compiled.values.map(
      (_, index): Part =>
        (turn) =>
          turn.value(index),
    ),
  ];
}

/** The turn becomes a row of the history, and a correction learns what came. */
export const END_TURN: Part = (turn) => {
  turn.pushRow();
  turn.settle();
};

/** How far into a step the stages of the classical method of Runge and Kutta lie, after the first, and what they count. */
const STAGES = [
  { part: 0.5, counts: 2 },
  { part: 0.5, counts: 2 },
  { part: 1, counts: 1 },
] as const;

/** The parts of one step of a turn; none where a turn has no steps. */
export function stepParts({ compiled, steps: plan }: Emitted): Part[] {
  const { names, hidden, lines, clock } = compiled;
  const { moves, rules, staged, givers } = plan;
  if (!moves) return [];
  const read = (stage: Stage): Part[] => [
    ...rules.map(
      (rule): Part =>
        ({ steps }) =>
          steps.read(rule, stage),
    ),
    ...hidden.map(
      (_, index): Part =>
        ({ steps }) =>
          steps.gain(index, stage),
    ),
  ];
  const later = STAGES.flatMap(({ part, counts }): Part[] => [
    ...[...staged].map(
      (slot): Part =>
        ({ steps }) =>
          steps.stage(slot, part),
    ),
    ({ steps }) => steps.moment(0, part),
    ...read({ counts }),
  ]);
  const rates = new Set(rules.flatMap((rule) => rule.rates.map(({ as }) => as)));
  const averages = [
    ...[...rates].map(
      (at): Part =>
        ({ steps }) =>
          steps.average('total', at),
    ),
    ...hidden.map(
      (_, index): Part =>
        ({ steps }) =>
          steps.average('gains', index),
    ),
  ];
  return [
    ({ steps }) => steps.moment(0, 0),
    ...rules.map(
      (rule): Part =>
        ({ steps }) =>
          steps.choose(rule),
    ),
    ...read(null),
    ...lines.map(
      (_, index): Part =>
        ({ steps }) =>
          steps.input(index),
    ),
    ...(clock.method === 'rk4' ? [...later, ...averages] : []),
    ...[...givers].map(
      (slot): Part =>
        ({ steps }) =>
          steps.give(slot),
    ),
    ...rules.map(
      (rule): Part =>
        ({ steps }) =>
          steps.move(rule),
    ),
    ...hidden.map(
      (_, index): Part =>
        ({ steps }) =>
          steps.moveDelay(index),
    ),
    ...lines.map(
      (_, index): Part =>
        ({ steps }) =>
          steps.moveLine(index),
    ),
    ({ steps }) => steps.shake(),
    ...names.map(
      (_, slot): Part =>
        ({ steps }) =>
          steps.bound(slot),
    ),
  ];
}
