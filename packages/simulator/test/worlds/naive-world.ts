import type { ScenarioConfig, WorldModel } from '@pulse-stream/worldstate';
import type { Driver, Rule } from '@pulse-stream/worldstate/internal';
import { toNatural, toTransformed } from '../../src/math/transform.ts';
import { NaiveDelay } from './naive-delay.ts';
import { NaiveExpressions, type Moment } from './naive-expression.ts';
import {
  checked,
  mapValues,
  NaiveSlots,
  type State,
  type StateMoment,
  type Values,
} from './naive-slots.ts';
import { NaiveSteps } from './naive-steps.ts';

/** What one turn of the control run shows. */
export interface NaiveTurn {
  /** Natural values of slots and values. */
  readonly shown: Values;
  readonly fired: readonly string[];
  readonly events: readonly boolean[];
}

/**
 * The turn law of MODEL.md §8 a second time: plain recursion over plain objects, for the control run.
 * Nothing is kept that can be computed, and no code of the law is used.
 */
export class NaiveWorld {
  readonly #model: WorldModel;
  readonly #read: NaiveExpressions;
  readonly #slots: NaiveSlots;
  readonly #steps: NaiveSteps;
  readonly #delays: Readonly<Record<string, NaiveDelay>>;
  readonly #params: Values = {};
  /** Trust and importance of rules that the scenario changes. */
  readonly #shares: Values = {};
  readonly #clock: { readonly start: number; readonly dt: number; readonly steps: number };
  /** Slots as a path keeps them, and values, at the end of every turn; the present last. */
  readonly #past: Values[] = [];
  #turn = 0;
  #row: number;

  constructor(model: WorldModel, config: ScenarioConfig, drivers: readonly Driver[], row: number) {
    this.#model = model;
    this.#row = row;
    this.#slots = new NaiveSlots(model);
    this.#read = new NaiveExpressions(model, drivers);
    this.#read.valueOf = (name, at) => {
      const delay = this.#delays[name];
      if (delay === undefined) return this.#read.number(this.#formula(name), at);
      return delay.output(this.#stateOf(name, at), at);
    };
    const { start = 0, steps_per_turn: steps = 1, dt = 1 / steps } = model.time ?? {};
    this.#clock = { start: typeof start === 'number' ? start : NaN, dt, steps };
    this.#delays = Object.fromEntries(
      Object.keys(model.values ?? {}).flatMap((name) => {
        const delay = NaiveDelay.of(this.#formula(name), this.#read, dt);
        return delay === null ? [] : [[name, delay]];
      }),
    );
    this.#steps = new NaiveSteps({
      model,
      read: this.#read,
      slots: this.#slots,
      delays: this.#delays,
      dt,
      weight: (rule) => this.#weight(rule),
      at: (state, step, part) => this.#at(state, 0, step, part),
    });
    for (const [name, { value }] of Object.entries(model.params)) this.#params[name] = value;
    for (const [name, value] of Object.entries(config.params)) {
      if (typeof value !== 'number') throw new Error('the control run draws nothing');
      (name.startsWith('rule.') ? this.#shares : this.#params)[name] = value;
    }
  }

  /** The turns of the control run, the start first. @throws Error when a number cannot be computed */
  run(config: ScenarioConfig): NaiveTurn[] {
    let state = this.#start(config);
    const turns = [this.#show(state, [], config)];
    for (let turn = 1; turn <= config.turns; turn += 1) {
      const fired: string[] = [];
      state = this.#next(state, config, turn, fired);
      turns.push(this.#show(state, fired, config));
    }
    return turns;
  }

  #formula(name: string): string | number {
    const value = this.#model.values?.[name] ?? NaN;
    return typeof value === 'object' ? value.formula : value;
  }

  #stateOf(name: string, at: Moment): readonly number[] {
    if (!('state' in at)) throw new Error('a delay is read where there is no state');
    return (at as StateMoment).state(name); // every moment below is one
  }

  /**
   * @param slots as rules read them
   * @param shift 1: of a turn that is over but not in the past yet
   */
  #at({ slots, delays }: State, shift: 0 | 1, step = 0, part = 0): StateMoment {
    const { start, dt, steps } = this.#clock;
    const row = this.#row + shift;
    const begun = start + dt * (row * steps + step);
    return {
      slot: (name) => slots[name] ?? NaN,
      state: (name) => delays[name] ?? [],
      lag: (name, back) => {
        if (back < shift)
          return (
            slots[name] ?? this.#read.valueOf(name, this.#at({ slots, delays }, shift, step, part))
          );
        const past = this.#past[Math.max(0, this.#past.length - 1 - (back - shift))];
        const kept = past?.[name] ?? NaN;
        return Object.hasOwn(this.#model.slots, name) ? this.#slots.ruleValue(name, kept) : kept;
      },
      params: this.#params,
      turn: this.#turn + shift,
      row,
      begun,
      time: part === 0 ? begun : begun + part * dt,
      within: (step + part) / steps,
    };
  }

  #start({ state_overrides: overrides }: ScenarioConfig): State {
    const { slots } = this.#model;
    const kept = (name: string): number => {
      const { initial } = this.#slots.of(name);
      const override = overrides[name];
      if (override !== undefined) return toTransformed(this.#slots.scale(name), override);
      if (typeof initial === 'object') throw new Error('the control run draws nothing');
      return toTransformed(this.#slots.scale(name), this.#read.number(initial, at));
    };
    const at: StateMoment = {
      ...this.#at({ slots: {}, delays: {} }, 0),
      slot: (name) => {
        const { initial, errors } = this.#slots.of(name);
        const measurement = this.#model.measurements[name];
        if (measurement !== undefined) {
          // its own past is its initial value
          const lag = (read: string) => (read === name ? kept(name) : at.slot(read));
          return this.#slots.bound(name, this.#read.number(measurement, { ...at, lag }), false);
        }
        const isComputed = typeof initial === 'string' && overrides[name] === undefined;
        if (isComputed && errors !== undefined) return this.#read.number(initial, at);
        return this.#slots.ruleValue(name, kept(name));
      },
      lag: (name) => (Object.hasOwn(slots, name) ? at.slot(name) : this.#read.valueOf(name, at)),
      state: (name) => this.#delays[name]?.start(at) ?? [],
    };
    const delays = Object.fromEntries(
      Object.entries(this.#delays).map(([name, delay]) => [name, delay.start(at)]),
    );
    for (const state of Object.values(delays)) for (const value of state) checked(value, 'a delay');
    const start = Object.fromEntries(Object.keys(slots).map((name) => [name, kept(name)]));
    const bounded = mapValues(start, (name, value) =>
      checked(this.#slots.bound(name, value, false), name),
    );
    return this.#close({ slots: bounded, delays }, 0);
  }

  /** Measures, and puts a turn into the past. */
  #close({ slots, delays }: State, shift: 0 | 1): State {
    const measured = { ...slots };
    const ofRules = mapValues(measured, (name, value) => this.#slots.ruleValue(name, value));
    const at = this.#at({ slots: ofRules, delays }, shift);
    // nothing is earlier than the start: it is its own past
    if (shift === 0) at.lag = (name) => ofRules[name] ?? this.#read.valueOf(name, at);
    for (const [name, source] of Object.entries(this.#model.measurements)) {
      measured[name] = this.#slots.bound(name, this.#read.number(source, at), false);
      ofRules[name] = this.#slots.ruleValue(name, measured[name]);
    }
    const row: Values = { ...measured };
    for (const name of Object.keys(this.#model.values ?? {}))
      row[name] = checked(this.#read.valueOf(name, at), name);
    this.#past.push(row);
    this.#turn += shift;
    this.#row += shift;
    return { slots: measured, delays };
  }

  #show({ slots, delays }: State, fired: string[], config: ScenarioConfig): NaiveTurn {
    const now = this.#past.at(-1) ?? {};
    const shown = mapValues(now, (name, value) =>
      Object.hasOwn(slots, name) ? toNatural(this.#slots.scale(name), value) : value,
    );
    const at = { ...this.#at({ slots, delays }, 0), slot: (name: string) => shown[name] ?? NaN };
    const events = config.forecast?.events ?? this.#model.forecast.events ?? [];
    const ofRules = this.#read.valueOf;
    this.#read.valueOf = (name) => shown[name] ?? NaN;
    const held = events.map(({ when }) => this.#read.condition(when, at));
    this.#read.valueOf = ofRules;
    return { shown, fired, events: held };
  }

  #weight({ id, trust, importance }: Rule): number {
    const share = (key: string, own: number) => this.#shares[`rule.${id}.${key}`] ?? own;
    return share('trust', trust) * share('importance', importance);
  }

  #next(before: State, config: ScenarioConfig, turn: number, fired: string[]): State {
    const kept = { ...before.slots };
    for (const { turn: when, set, add } of config.interventions)
      for (const [name, value] of when === turn ? Object.entries(set ?? add ?? {}) : [])
        this.#intervene(kept, name, value, set !== undefined);
    let state: State = {
      slots: mapValues(kept, (name, value) => {
        const { decay = 0 } = this.#slots.of(name);
        const ofRules = this.#slots.ruleValue(name, value);
        return decay === 0 || Object.hasOwn(this.#model.measurements, name)
          ? ofRules
          : Math.max(0, ofRules - decay);
      }),
      delays: before.delays,
    };
    state = this.#discrete(state, fired);
    for (let step = 0; step < this.#clock.steps; step += 1)
      state = this.#steps.step(state, step, fired);
    const slots = mapValues(state.slots, (name, value) =>
      checked(this.#slots.bound(name, this.#slots.keptValue(name, value), false), name),
    );
    return this.#close({ slots, delays: state.delays }, 1);
  }

  #intervene(kept: Values, name: string, value: number, sets: boolean): void {
    const param = this.#model.params[name];
    if (param !== undefined) {
      const { min = -Infinity, max = Infinity } = param;
      const wanted = sets ? value : (this.#params[name] ?? NaN) + value;
      this.#params[name] = Math.min(max, Math.max(min, wanted));
      return;
    }
    const natural = sets ? value : toNatural(this.#slots.scale(name), kept[name] ?? NaN) + value;
    kept[name] = this.#slots.bound(name, toTransformed(this.#slots.scale(name), natural), false);
  }

  #discrete(state: State, fired: string[]): State {
    const slots = { ...state.slots };
    const isFrozen = this.#model.evaluation === 'simultaneous';
    const at = this.#at({ ...state, slots: isFrozen ? state.slots : slots }, 0);
    for (const rule of this.#model.rules) {
      const effects = rule.effects.filter(({ rate }) => rate === undefined);
      if (effects.length === 0 || !this.#read.condition(rule.when, at)) continue;
      fired.push(rule.id);
      for (const effect of effects) {
        const { target = '', add, set, scaled } = effect;
        const amount = this.#read.number(set ?? add ?? NaN, at);
        const old = slots[target] ?? NaN;
        const moved =
          set === undefined ? old + (scaled ? amount * this.#weight(rule) : amount) : amount;
        const inside = checked(this.#slots.bound(target, moved, true), target);
        slots[target] = this.#slots.limit(effect, target, inside);
      }
    }
    return { ...state, slots };
  }
}
