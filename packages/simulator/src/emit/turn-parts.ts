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

/** One part for each of a list. */
const each = <T>(list: Iterable<T>, part: (one: T) => Part): Part[] =>
  Array.from(list, (one) => part(one));

/** The parts of one step of a turn; none where a turn has no steps. */
export function stepParts(emitted: Emitted): Part[] {
  const { names, hidden, lines, clock } = emitted.compiled;
  const { moves, rules, givers } = emitted.steps;
  if (!moves) return [];
  return [
    ({ steps }) => steps.moment(0, 0),
    ...each(
      rules,
      (rule) =>
        ({ steps }) =>
          steps.choose(rule),
    ),
    ...readParts(emitted, null),
    ...each(
      lines.keys(),
      (index) =>
        ({ steps }) =>
          steps.input(index),
    ),
    ...(clock.method === 'rk4' ? laterParts(emitted) : []),
    ...each(
      givers,
      (slot) =>
        ({ steps }) =>
          steps.give(slot),
    ),
    ...each(
      rules,
      (rule) =>
        ({ steps }) =>
          steps.move(rule),
    ),
    ...each(
      hidden.keys(),
      (index) =>
        ({ steps }) =>
          steps.moveDelay(index),
    ),
    ...each(
      lines.keys(),
      (index) =>
        ({ steps }) =>
          steps.moveLine(index),
    ),
    ({ steps }) => steps.shake(),
    ...each(
      names.keys(),
      (slot) =>
        ({ steps }) =>
          steps.bound(slot),
    ),
  ];
}

/** What rules and delays read at a stage of a step; null: where it begins. */
function readParts({ compiled, steps: { rules } }: Emitted, stage: Stage): Part[] {
  return [
    ...each(
      rules,
      (rule) =>
        ({ steps }) =>
          steps.read(rule, stage),
    ),
    ...each(
      compiled.hidden.keys(),
      (index) =>
        ({ steps }) =>
          steps.gain(index, stage),
    ),
  ];
}

/** The stages after the first, and the mean of all. */
function laterParts(emitted: Emitted): Part[] {
  const { rules, staged } = emitted.steps;
  const rates = new Set(rules.flatMap((rule) => rule.rates.map(({ as }) => as)));
  return [
    ...STAGES.flatMap(({ part, counts }): Part[] => [
      ...each(
        staged,
        (slot) =>
          ({ steps }) =>
            steps.stage(slot, part),
      ),
      ({ steps }) => steps.moment(0, part),
      ...readParts(emitted, { counts }),
    ]),
    ...each(
      rates,
      (at) =>
        ({ steps }) =>
          steps.average('total', at),
    ),
    ...each(
      emitted.compiled.hidden.keys(),
      (index) =>
        ({ steps }) =>
          steps.average('gains', index),
    ),
  ];
}
