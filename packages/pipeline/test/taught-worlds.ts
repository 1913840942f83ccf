import { createCorrector, resolveGravityOptions, retrodict } from '@pulse-stream/gravity';
import type { BankState } from '@pulse-stream/gravity/internal';
import { compileModel, createCore, type CompiledModel } from '@pulse-stream/simulator';
import { openRngInTurn } from '@pulse-stream/simulator/internal';
import {
  attempt,
  isFailure,
  ScenarioConfig,
  type Corrector,
  type Rng,
  type ScenarioConfigInput,
  type WorldModelInput,
} from '@pulse-stream/worldstate';
import type { CausalPath, History } from '@pulse-stream/worldstate/internal';

/** A random world that learned from a random history, and a scenario of it. */
export interface TaughtWorld {
  readonly model: WorldModelInput;
  readonly compiled: CompiledModel;
  readonly config: ScenarioConfig;
  readonly path: CausalPath;
  /** A corrector of its own for every run. */
  readonly openCorrector: () => Corrector;
}

/** Experts of a variable without a season, the regression last. */
const BANK = 74;
const WARMUP = 8;
const MOST_TURNS = 14;

/** Makes random taught worlds, all from one stream. */
export class TaughtWorldMaker {
  readonly #rng: Rng;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  #below(count: number): number {
    return this.#rng.nextUint32() % count;
  }

  #chance(probability: number): boolean {
    return this.#rng.nextUnit() < probability;
  }

  #pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.#below(items.length)] ?? items[0];
  }

  #some<T>(items: readonly T[], probability: number): T[] {
    return items.filter(() => this.#chance(probability));
  }

  /** @returns null: the world cannot even live through its history */
  make(): TaughtWorld | null {
    const model = this.#model();
    const compiled = compileModel(model);
    const config = ScenarioConfig.parse(this.#scenario(Object.keys(model.slots)));
    const core = {
      ...createCore(compiled, { params: config.params }),
      season: this.#pick([1, 1, 4, 6]),
    };
    const options = resolveGravityOptions(
      {
        method: 'bank',
        warmup: WARMUP,
        min_observations: this.#pick([4, 12, 40]),
        max_correction: this.#pick([0.2, 1.5, 6]),
      },
      'turn',
    );
    const history = this.#history(compiled);
    const learned = attempt(() => retrodict(core, compiled.initial, history, options));
    if (isFailure(learned)) return null;
    const { path, state } = learned;
    if (state.method !== 'bank') throw new Error('this learns by another method');
    const taught = this.#chance(0.6) ? this.#believing(state) : state;
    const off = this.#chance(0.15);
    const attenuated = new Set(this.#some(history.columns, 0.2));
    return {
      model,
      compiled,
      config,
      path,
      openCorrector: () =>
        createCorrector(core, taught, options, {
          openRng: openRngInTurn(),
          seed: config.seed ?? 0,
          off,
          attenuated,
          noise: compiled.noise,
        }),
    };
  }

  #model(): WorldModelInput {
    const variables = Array.from({ length: 1 + this.#below(5) }, (_, index) => `v${index}`);
    const overlays = this.#some(['hope', 'fear', 'mood'], 0.6);
    const measured = overlays.includes('mood') && this.#chance(0.7);
    const names = [...variables, ...overlays];
    const slots: WorldModelInput['slots'] = {};
    for (const name of variables)
      slots[name] = {
        kind: 'variable',
        initial: 0.3 + this.#rng.nextUnit() / 3,
        // on scales of errors no kernel runs
        ...(this.#chance(0.05)
          ? { errors: 'log1p' as const }
          : {
              transform: this.#pick(['identity', 'identity', 'log100', 'logit', 'log1p', 'sqrt']),
            }),
        ...(this.#chance(0.6) ? { noise: 0.02 } : {}),
        ...(this.#chance(0.3) ? { min: 0.05 } : {}),
        ...(this.#chance(0.3) ? { max: 0.9 } : {}),
      };
    for (const name of overlays)
      slots[name] = {
        kind: 'overlay',
        initial: this.#rng.nextUnit(),
        ...(this.#chance(0.4) ? { decay: 0.02 } : {}),
        ...(this.#chance(0.4) ? { noise: 0.03 } : {}),
      };
    const free = names.filter((name) => name !== 'mood' || !measured);
    return {
      name: 'taught',
      time_unit: 'turn',
      slots,
      members: 2 + this.#below(6),
      evaluation: this.#pick(['sequential', 'simultaneous']),
      dynamic_overlay: { initial: 0.4, decay: 0.02, noise: this.#pick([0, 0.05]) },
      params: { pull: { value: 0.1, min: 0, max: 1 } },
      measurements: measured ? { mood: `clamp(${this.#sum(free)} / 4 + mood[-1] / 8, 0, 1)` } : {},
      symbols: this.#some(overlays, 0.7),
      rules: Array.from({ length: this.#below(6) }, (_, index) => ({
        id: `R${index}`,
        trust: this.#pick([1, 0.5]),
        ...(this.#chance(0.4) ? { when: `${this.#term(names)} > 0.4` } : {}),
        effects: Array.from({ length: 1 + this.#below(2) }, () => ({
          target: free[this.#below(free.length)] ?? '',
          add: `pull * (${this.#sum(names)})`,
          ...(this.#chance(0.2) ? { max: 0.8 } : {}),
        })),
      })),
      ...(this.#chance(0.4)
        ? { forecast: { events: [{ name: 'high', when: `${names[0] ?? ''} > 0.6` }] } }
        : {}),
    };
  }

  #sum(names: readonly string[]): string {
    return `0.5 - ${this.#term(names)} + ${this.#pick(['0', 'turn / 90', 'exp(-1)'])} - ${this.#term(names)} / 3`;
  }

  /** A slot, now or earlier. */
  #term(names: readonly string[]): string {
    return `${names[this.#below(names.length)] ?? ''}${this.#pick(['', '', '[-1]', '[-3]'])}`;
  }

  #scenario(names: readonly string[]): ScenarioConfigInput {
    const free = names.filter((name) => name !== 'mood');
    const values = (probability: number): Record<string, number> =>
      Object.fromEntries(
        this.#some(free, probability).map((name) => [name, 0.3 + this.#rng.nextUnit() / 2]),
      );
    // more turns than one call of a kernel takes, now and then
    const turns = this.#chance(0.02) ? 600 : 1 + this.#below(MOST_TURNS);
    return {
      turns,
      seed: this.#below(1_000_000),
      trace: 'none',
      state_overrides: { ...values(0.15), ...(this.#chance(0.1) ? { envy: 0.5 } : {}) },
      ...(this.#chance(0.2) ? { params: { pull: 0.2 } } : {}),
      interventions: Array.from({ length: this.#chance(0.4) ? 1 + this.#below(3) : 0 }, () => ({
        turn: 1 + this.#below(MOST_TURNS),
        [this.#pick(['set', 'add'])]: values(0.5),
      })),
      ...(this.#chance(0.3)
        ? { forecast: { targets: [...free.slice(0, 2), ...names.slice(-1)], horizons: [turns] } }
        : {}),
    };
  }

  /** Rows that wander around where the model begins, with holes. */
  #history({ names, kinds, model }: CompiledModel): History {
    const observed = [...names.keys()].filter((slot) => kinds[slot] === 'variable');
    const some = this.#some(observed, 0.7);
    const slots = some.length === 0 ? observed.slice(0, 1) : some;
    const now = slots.map((slot) => Number(model.slots[names[slot] ?? '']?.initial));
    const holes = this.#pick([0, 0, 0.2]);
    const length = WARMUP + 4 + this.#below(40);
    const rows = Array.from({ length }, () =>
      now.map((value, at) => {
        const moved = value + 0.03 * (this.#rng.nextNormal() + 0.2);
        now[at] = Math.min(0.95, Math.max(0.05, moved));
        return this.#chance(holes) ? null : (now[at] ?? 0);
      }),
    );
    return {
      name: null,
      columns: slots.map((slot) => names[slot] ?? ''),
      rows,
      labels: rows.map((_, row) => String(row)),
      lastRow: length - 1,
      sha256: 'taught',
    };
  }

  /** The same state with other weights and supports, so that members draw experts of every kind. */
  #believing(state: BankState): BankState {
    const experts = state.weight.length / state.variables.length;
    const weight = state.weight.slice();
    for (let from = 0; from < weight.length; from += experts) {
      // seasonal experts sleep, and know no shocks, until two seasons are seen
      const known = state.awake[from / experts] === 1 ? experts : BANK;
      const of = weight.subarray(from, from + known);
      const favourite = this.#pick([BANK - 1, BANK - 1, known - 1, this.#below(known)]);
      for (const k of of.keys()) of[k] = this.#rng.nextUnit() / 100;
      of[favourite] = 0.5;
      const total = of.reduce((sum, value) => sum + value, 0);
      for (const [k, value] of of.entries()) of[k] = value / total;
    }
    return { ...state, weight, moved: state.moved.map(() => 1), agreed: state.agreed.map(() => 1) };
  }
}
