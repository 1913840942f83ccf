import type { ScenarioConfigInput, WorldModelInput } from '@pulse-stream/worldstate';
import type { Driver } from '@pulse-stream/worldstate/internal';
import { ExpressionMaker, type Names } from './made-expressions.ts';

type Effect = NonNullable<WorldModelInput['rules']>[number]['effects'][number];
type SlotInput = WorldModelInput['slots'][string];

/** What worlds may have beside what all of them have. */
export interface Wanted {
  /** Noise, counts, draws: what only members see. */
  readonly chance: boolean;
  /** Only what every engine runs: no counts, no slots with errors, shocks that are normal. */
  readonly plain?: boolean;
}

/** A world with its scenario and what drives it from outside. */
export interface SteppedWorld {
  readonly model: WorldModelInput;
  readonly config: ScenarioConfigInput;
  readonly drivers: readonly Driver[];
  /** Rows of history before turn 0. */
  readonly row: number;
}

/** Random worlds over the whole language of MODEL.md §8: the same stream, the same worlds. */
export class SteppedMaker extends ExpressionMaker {
  #noise(wanted: Wanted, names: Names): Pick<SlotInput, 'noise'> {
    if (!wanted.chance || this.chance(0.3)) return {};
    const sd = this.chance(0.5) ? this.number(0, 0.3) : `0.1 * abs(${this.expression(names, 1)})`;
    const per = this.note(this.pick(['turn', 'time'] as const));
    if (wanted.plain !== true && this.chance(0.3))
      return { noise: { sd, per, dist: { student_t: this.number(3, 9) } } };
    return { noise: this.chance(0.5) ? { sd, per } : this.number(0, 0.3) };
  }

  #slot(wanted: Wanted, names: Names): SlotInput {
    const noise = this.#noise(wanted, names);
    const initial = this.number(0.2, 0.9);
    const kind = this.rng.nextUnit();
    if (kind < 0.15)
      return { kind: 'overlay', initial, ...noise, ...(this.chance(0.5) ? { decay: 0.03 } : {}) };
    if (kind < 0.3 && wanted.plain !== true) {
      const errors = this.note(
        this.pick(['log1p', 'log100', 'sqrt', 'logit', 'identity'] as const),
      );
      return { kind: 'variable', initial, ...noise, errors };
    }
    if (kind < 0.4) {
      const transform = this.pick(['log1p', 'log100', 'sqrt', 'logit'] as const);
      return { kind: 'variable', initial, ...noise, transform };
    }
    const bounds = {
      ...(this.chance(0.5) ? { min: 0 } : {}),
      ...(this.chance(0.2) ? { max: this.number(11, 30) } : {}),
    };
    return { kind: 'variable', initial: this.number(0, 10), ...bounds, ...noise };
  }

  #values(
    slots: readonly string[],
    now: readonly string[],
    isSmooth: boolean,
  ): Record<string, string | number> {
    const values: Record<string, string | number> = {};
    for (let index = this.below(5); index > 0; index -= 1) {
      const name = `v${Object.keys(values).length}`;
      const earlier = Object.keys(values);
      const names = { past: [...slots, ...earlier], now: [...now, ...earlier], tables: ['t0'] };
      values[name] = this.chance(0.3) ? this.#delay(names, isSmooth) : this.expression(names, 2);
    }
    return values;
  }

  #delay(names: Names, isSmooth: boolean): string {
    // no commas: the oracle splits arguments at them
    const input = `(${this.leaf(names)} + ${this.leaf(names)})`;
    const time = this.number(1, 5);
    const kind = this.note(
      this.pick([
        ...(['delay1', 'delay3', 'delay_n', 'smooth1', 'smooth3', 'trend'] as const),
        ...(isSmooth ? [] : (['delay_fixed', 'delay_fixed'] as const)),
      ]),
    );
    if (kind === 'delay_n')
      return `delay_n(${input}, ${time}, ${this.number(0, 3)}, ${2 + this.below(3)})`;
    if (kind === 'trend') return `trend(1 + abs(${input}), ${time}, 0.1)`;
    return `${kind}(${input}, ${time}${this.chance(0.5) ? `, ${this.leaf(names)}` : ''})`;
  }

  #effect(
    free: readonly string[],
    flowing: readonly string[],
    names: Names,
    counts: boolean,
  ): Effect {
    const kind = this.note(this.pick(['add', 'set', 'rate', 'flow', 'flow'] as const));
    const amount = this.chance(0.7)
      ? `clamp(${this.expression(names, 2)}, -2, 3)`
      : this.number(-1, 2);
    const scaled = this.chance(0.5);
    const target = this.pick(free);
    const limits = {
      ...(this.chance(0.15) ? { min: 0.1 } : {}),
      ...(this.chance(0.15) ? { max: 5 } : {}),
    };
    const draw = this.pick(['poisson', { negative_binomial: 2 }] as const);
    const counted = counts && this.chance(0.5);
    const rate = counted ? `abs(${amount})` : amount;
    if (kind === 'set')
      return { target, set: `clamp(${this.expression(names, 1)}, 0.2, 0.8)`, ...limits };
    if (kind === 'add') return { target, add: amount, scaled, ...limits };
    const [from, to] = [this.pick([...flowing, undefined]), this.pick([...flowing, undefined])];
    if (kind === 'rate' || from === to)
      return { target, rate, scaled, ...limits, ...(counted ? { draw } : {}) };
    return {
      flow: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
      rate,
      scaled,
      ...(counted ? { draw: from === undefined || this.chance(0.5) ? draw : 'binomial' } : {}),
    };
  }

  make(wanted: Wanted): SteppedWorld {
    const row = this.pick([0, 0, 7]);
    const params: NonNullable<WorldModelInput['params']> = {};
    for (let index = 0; index < 3; index += 1)
      params[`p${index}`] = {
        value: this.number(0, 1),
        ...(this.chance(0.3) ? { min: -1, max: 1.5 } : {}),
        ...(wanted.chance && this.chance(0.5) ? { draw: { uniform: [0, 1] } } : {}),
      };
    const count = 2 + this.below(4);
    const slots: WorldModelInput['slots'] = {};
    const names = Array.from({ length: count }, (_, index) => `s${index}`);
    const all = {
      past: names,
      now: [...names, ...Object.keys(params), 'd0', 'd1'],
      tables: ['t0'],
    };
    for (const name of names) slots[name] = this.#slot(wanted, all);
    const isSmooth = this.chance(0.4);
    const values = this.#values(names, all.now, isSmooth);
    const measurements = this.#measure(slots, all, row);
    const free = names.filter((name) => !Object.hasOwn(measurements, name));
    this.#initials(slots, free);
    const everything = {
      past: [...names, ...Object.keys(values)],
      now: [...all.now, ...Object.keys(values)],
      tables: ['t0'],
    };
    const flowing = free.filter((name) => slots[name]?.transform === undefined);
    const steps = this.pick([1, 1, 2, 4]);
    const model: WorldModelInput = {
      name: 'stepped',
      time: {
        start: this.pick([0, 2000, -3.5]),
        dt: this.pick([1, 0.5, 0.1]),
        steps_per_turn: steps,
        season: 4,
        method: this.note(isSmooth ? 'rk4' : 'euler'),
      },
      params,
      tables: {
        t0: {
          points: [
            [-1, 0.3],
            [0, 1],
            [0.7, 0.2],
            [3, 2],
          ],
          beyond: this.pick(['hold', 'extend'] as const),
        },
      },
      series: { d0: { dataset: 'rows' }, d1: { dataset: 'rows' } },
      values,
      slots,
      measurements,
      evaluation: this.note(this.pick(['sequential', 'simultaneous'] as const)),
      rules:
        free.length === 0
          ? []
          : Array.from({ length: this.below(5) }, (_, index) => ({
              id: `R${index}`,
              trust: this.pick([1, 0.5]),
              importance: this.pick([1, 0.8]),
              ...(this.chance(0.4) ? { when: this.condition(everything, 1) } : {}),
              effects: Array.from({ length: 1 + this.below(3) }, () =>
                this.#effect(
                  free,
                  flowing,
                  everything,
                  wanted.chance && !isSmooth && wanted.plain !== true,
                ),
              ),
            })),
      ...this.#correlate(slots, free),
      members: wanted.chance ? 3 : 1,
      forecast: {
        events: [
          {
            name: 'e0',
            when: this.condition(
              { past: [], now: [...names, ...Object.keys(values), 'p0'], tables: [] },
              1,
            ).replaceAll(/\b(dt|season)\b/g, 'time'),
          },
        ],
      },
    };
    const drivers = [this.#driver('d0'), this.#driver('d1')];
    return { model, config: this.#config(free, model, row), drivers, row };
  }

  /** Correlations of the shocks of two slots that have some in common. */
  #correlate(
    slots: WorldModelInput['slots'],
    free: readonly string[],
  ): Pick<WorldModelInput, 'noise_correlation'> {
    const shaken = free.filter((name) => {
      const { noise = 0 } = slots[name] ?? {};
      return typeof noise === 'object' ? noise.dist === undefined && noise.sd !== 0 : noise !== 0;
    });
    const [a, ...others] = shaken;
    const perOf = (name: string): unknown => {
      const { noise } = slots[name] ?? {};
      return typeof noise === 'object' ? (noise.per ?? 'turn') : 'turn';
    };
    const b = others.find((name) => perOf(name) === perOf(a ?? ''));
    if (a === undefined || b === undefined || this.chance(0.5)) return {};
    this.note('correlation');
    return { noise_correlation: { [a]: { [b]: this.number(-0.9, 0.9) } } };
  }

  #measure(slots: WorldModelInput['slots'], names: Names, row: number): Record<string, string> {
    const measurements: Record<string, string> = {};
    const free = Object.keys(slots).filter((name) => slots[name]?.kind !== 'overlay');
    for (const [name, slot] of Object.entries(slots))
      if (slot.kind === 'overlay' && this.chance(0.4)) {
        // where a history ends it is measured again
        const own = row === 0 && this.chance(0.3) ? ` + ${name}[-1]` : '';
        measurements[name] =
          `sigmoid(${this.expression({ ...names, past: free, now: free }, 1)}${own})`;
      }
    return measurements;
  }

  #initials(slots: WorldModelInput['slots'], free: readonly string[]): void {
    const numbers = free.filter((name) => slots[name]?.kind === 'variable');
    for (const [name, slot] of Object.entries(slots)) {
      if (!free.includes(name) || !this.chance(0.25)) continue;
      const earlier = numbers.slice(0, Math.max(0, numbers.indexOf(name)));
      const read = this.expression({ past: [], now: [...earlier, 'p0', 'd0'], tables: ['t0'] }, 1);
      slots[name] = { ...slot, initial: `clamp(${read}, 0.3, 0.8)` };
      this.note('initial');
    }
  }

  #driver(name: string): Driver {
    return {
      name,
      first: 0,
      values: Float64Array.from({ length: this.pick([8, 40]) }, () => this.number(-1, 2)),
      scale: 1,
      add: 0,
      between: this.pick(['hold', 'linear'] as const),
      beyond: this.pick(['hold', 'repeat_season'] as const),
      season: 4,
      shift: this.pick([0, 0, 1]),
      before: null,
      placeOf: (row) => `row ${row}`,
    };
  }

  #config(
    free: readonly string[],
    { params = {}, rules = [] }: WorldModelInput,
    row: number,
  ): ScenarioConfigInput {
    const some = (names: readonly string[], probability: number): Record<string, number> =>
      Object.fromEntries(
        names.filter(() => this.chance(probability)).map((name) => [name, this.number(0.2, 0.8)]),
      );
    return {
      turns: 1 + this.below(6),
      seed: this.below(1000),
      params: {
        ...some(Object.keys(params), 0.15),
        ...(rules.length > 0 && this.chance(0.2) ? { 'rule.R0.trust': 0.3 } : {}),
      },
      // a history has its own start
      state_overrides: row === 0 ? some(free, 0.15) : {},
      trace: 'full',
      interventions: Array.from({ length: this.below(3) }, () => ({
        turn: 1 + this.below(6),
        [this.pick(['set', 'add'])]: some([...free, 'p0', 'p1'], 0.3),
      })),
    };
  }
}
