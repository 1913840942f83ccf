import type { WorldModel } from '@pulse-stream/worldstate';
import type { Effect, Rule } from '@pulse-stream/worldstate/internal';
import type { NaiveDelay } from './naive-delay.ts';
import type { NaiveExpressions } from './naive-expression.ts';
import {
  checked,
  mapValues,
  type NaiveSlots,
  type State,
  type StateMoment,
  type Values,
} from './naive-slots.ts';

/** One end of an effect that moves something in steps. */
interface Move {
  readonly effect: Effect;
  readonly rule: Rule;
  readonly target: string;
  readonly sign: 1 | -1;
  rate: number;
  total: number;
}

const STAGES = [
  { part: 0, weight: 1 },
  { part: 0.5, weight: 2 },
  { part: 0.5, weight: 2 },
  { part: 1, weight: 1 },
];

/** What steps need of the world they belong to. */
export interface Surrounding {
  readonly model: WorldModel;
  readonly read: NaiveExpressions;
  readonly slots: NaiveSlots;
  readonly delays: Readonly<Record<string, NaiveDelay>>;
  readonly dt: number;
  weight(rule: Rule): number;
  at(state: State, step: number, part: number): StateMoment;
}

/** The steps of a turn, by definition. */
export class NaiveSteps {
  readonly #of: Surrounding;

  constructor(of: Surrounding) {
    this.#of = of;
  }

  #moves(state: State, step: number, fired: string[]): Move[] {
    const at = this.#of.at(state, step, 0);
    return this.#of.model.rules.flatMap((rule): Move[] => {
      const effects = rule.effects.filter(({ rate }) => rate !== undefined);
      if (effects.length === 0 || !this.#of.read.condition(rule.when, at)) return [];
      if (!fired.includes(rule.id)) fired.push(rule.id);
      return effects.flatMap((effect): Move[] => {
        const { target, flow } = effect;
        const move = (name: string | undefined, sign: 1 | -1): Move[] =>
          name === undefined ? [] : [{ effect, rule, target: name, sign, rate: 0, total: 0 }];
        return [...move(flow?.from, -1), ...move(flow?.to ?? target, 1)];
      });
    });
  }

  step(state: State, step: number, fired: string[]): State {
    const { dt } = this.#of;
    const moves = this.#moves(state, step, fired);
    const isSmooth = this.#of.model.time?.method === 'rk4';
    const names = Object.keys(this.#of.delays);
    let gains: Record<string, readonly number[]> = {};
    const totals: Record<string, number[]> = {};
    for (const [stage, { part, weight }] of (isSmooth ? STAGES : STAGES.slice(0, 1)).entries()) {
      const here = stage === 0 ? state : this.#ahead(state, moves, gains, part * dt);
      const at = this.#of.at(here, step, part);
      for (const move of moves) {
        const amount = this.#of.read.number(move.effect.rate ?? NaN, at);
        move.rate = move.effect.scaled ? amount * this.#of.weight(move.rule) : amount;
        move.total += weight * move.rate;
      }
      gains = Object.fromEntries(
        names.map((name) => [
          name,
          this.#of.delays[name]?.gains(here.delays[name] ?? [], at) ?? [],
        ]),
      );
      for (const [name, some] of Object.entries(gains))
        totals[name] = some.map((gain, index) => (totals[name]?.[index] ?? 0) + weight * gain);
    }
    const parts = isSmooth ? 6 : 1;
    const delays = Object.fromEntries(
      names.map((name) => {
        const old = state.delays[name] ?? [];
        const moved = old.map(
          (value, index) => value + dt * ((totals[name]?.[index] ?? 0) / parts),
        );
        const delay = this.#of.delays[name];
        return [
          name,
          delay?.kind === 'delay_fixed' ? delay.shift(old, this.#of.at(state, step, 0)) : moved,
        ];
      }),
    );
    const moved = this.#move(state.slots, moves, dt, parts);
    return {
      slots: mapValues(moved, (name, value) =>
        checked(this.#of.slots.bound(name, value, true), name),
      ),
      delays,
    };
  }

  /** Where the rates of a stage lead. */
  #ahead(
    { slots, delays }: State,
    moves: readonly Move[],
    gains: Readonly<Record<string, readonly number[]>>,
    time: number,
  ): State {
    const slopes: Values = mapValues(slots, () => 0);
    for (const { target, sign, rate } of moves)
      slopes[target] = (slopes[target] ?? 0) + sign * rate;
    return {
      slots: mapValues(slots, (name, value) => value + time * (slopes[name] ?? 0)),
      delays: Object.fromEntries(
        Object.entries(delays).map(([name, state]) => [
          name,
          state.map((value, index) => value + time * (gains[name]?.[index] ?? 0)),
        ]),
      ),
    };
  }

  /** What every move moves: no flow takes more than is left above the least its source may hold. */
  #move(from: Values, moves: readonly Move[], dt: number, parts: number): Values {
    const slots = { ...from };
    const left = mapValues(from, (name, value) => {
      const { kind, min = kind === 'overlay' ? 0 : -Infinity } = this.#of.slots.of(name);
      return value - min;
    });
    let size = 0;
    for (const { effect, target, sign, total } of moves) {
      const { flow } = effect;
      if (flow === undefined) size = dt * (total / parts);
      else if (sign === -1 || flow.from === undefined) {
        size = dt * (total / parts);
        const giver = size < 0 ? flow.to : flow.from;
        if (giver !== undefined) {
          const most = Math.max(0, Math.min(Math.abs(size), left[giver] ?? NaN));
          if (Math.abs(size) > most) size = size < 0 ? -most : most;
          left[giver] = (left[giver] ?? NaN) - Math.abs(size);
        }
      }
      const moved = checked((slots[target] ?? NaN) + sign * size, target);
      slots[target] = flow === undefined ? this.#of.slots.limit(effect, target, moved) : moved;
    }
    return slots;
  }
}
