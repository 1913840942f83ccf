import {
  createScratch,
  sortMembers,
  type EnteredVariable,
  type MemberScratch,
} from '@pulse-stream/forecast/internal';
import { createCorrector } from '@pulse-stream/gravity';
import { isTaught, type GravityState, type WalkedRow } from '@pulse-stream/gravity/internal';
import { attenuatedVariables } from '@pulse-stream/shadow-monitor/internal';
import { simulateRun, type PreparedStart } from '@pulse-stream/simulator';
import { hash53, openRngInTurn, type DrivenCore } from '@pulse-stream/simulator/internal';
import {
  ScenarioConfig,
  ScenarioError,
  type Failure,
  type SimulatedRun,
} from '@pulse-stream/worldstate';
import { shadowOf, type ChosenGravity, type World } from '../world/world.ts';

/** How the forecasts on the way through a history are made. */
export interface IssueSettings {
  /** Steps ahead. */
  readonly horizon: number;
  readonly members: number;
  readonly seed: number | string;
  readonly params: ScenarioConfig['params'];
  /**
   * Index of the row from which forecasts are issued whatever was learned; before it only once a
   * variable is taught, as nothing can be learned from a declared spread.
   */
  readonly untaughtFrom: number;
  /**
   * Hears of a forecast whose members left the numbers on their way; it is verified as far as all of
   * them went. Without it such a forecast fails.
   */
  readonly broken?: ((row: number, failure: Failure) => void) | undefined;
}

/** What is issued from one row; null: nothing. */
export type Issue = (row: WalkedRow, index: number) => EnteredVariable[] | null;

/**
 * Issues forecasts of these variables as a run that starts there would, attenuation included. Draws
 * depend on the seed and the index of the row, on nothing that comes later.
 * @param variables names of observed slots
 */
export function openIssuer(
  world: World,
  core: DrivenCore,
  gravity: ChosenGravity,
  variables: readonly string[],
  settings: IssueSettings,
): Issue {
  if (variables.length === 0) return () => null; // a history without columns says nothing
  const issuer = new Issuer(world, core, gravity, variables, settings);
  return (row, index) => issuer.issue(row, index);
}

class Issuer {
  readonly #world: World;
  readonly #core: DrivenCore;
  readonly #gravity: ChosenGravity;
  readonly #variables: readonly string[];
  readonly #settings: IssueSettings;
  readonly #shadow: ReturnType<typeof shadowOf>;
  readonly #slots: readonly number[];
  readonly #scratch: MemberScratch;
  readonly #room = { values: new Float64Array(0) };
  readonly #parsed: ScenarioConfig;

  constructor(
    world: World,
    core: DrivenCore,
    gravity: ChosenGravity,
    variables: readonly string[],
    settings: IssueSettings,
  ) {
    const { horizon: turns, members, params } = settings;
    this.#world = world;
    this.#core = core;
    this.#gravity = gravity;
    this.#variables = variables;
    this.#settings = settings;
    this.#shadow = shadowOf(world, gravity, undefined);
    this.#slots = variables.map((name) => core.slots.indexOf(name));
    this.#scratch = createScratch(members);
    this.#parsed = ScenarioConfig.parse({ turns, members, params, use_symbolism: false });
  }

  issue(row: WalkedRow, index: number): EnteredVariable[] | null {
    const { horizon, broken, untaughtFrom } = this.#settings;
    const { options } = this.#gravity;
    const state = row.state();
    const taught = this.#variables.map((name) =>
      isTaught(state, state.variables.indexOf(name), options),
    );
    if (index < untaughtFrom && !taught.includes(true)) return null;
    const seed = hash53(this.#settings.seed, 'origin', index);
    const start = this.#startAt(row, state, seed);
    const { run, failure } = nameOrigin(index, () =>
      simulateAsFar(horizon, broken !== undefined, (turns) => this.#simulate(turns, seed, start)),
    );
    if (failure !== null && LEFT_NUMBERS.has(failure.type)) broken?.(index, failure);
    return run === null ? null : this.#enter(run, taught);
  }

  #startAt(row: WalkedRow, state: GravityState, seed: number): PreparedStart {
    const core = this.#core;
    const { off, options } = this.#gravity;
    const corrector = createCorrector(core, state, options, {
      attenuated: off ? new Set() : attenuatedVariables(row.scored(), this.#shadow),
      openRng: openRngInTurn(),
      seed,
      off,
      noise: this.#world.compiled.noise,
    });
    return {
      path: core.resume(core.recall(row.path), 0, row.path.row), // a row is turn 0 of what is issued from it
      corrector: corrector.slots.length === 0 ? null : corrector,
      observed: state.variables,
    };
  }

  #simulate(turns: number, seed: number, start: PreparedStart): SimulatedRun {
    const config: ScenarioConfig = {
      ...this.#parsed,
      turns,
      seed,
      // not through the schema: a history may have more variables than a line may name targets
      forecast: {
        targets: [...this.#variables],
        horizons: Array.from({ length: turns }, (_, at) => at + 1),
        quantiles: [0.5],
        events: [],
      },
    };
    const { surroundings } = this.#core;
    return simulateRun(this.#world.compiled, config, { start, room: this.#room, surroundings });
  }

  #enter(
    { ensemble, control, horizons }: SimulatedRun,
    taught: readonly boolean[],
  ): EnteredVariable[] {
    const { horizon, members } = this.#settings;
    const reached = horizons.length;
    // ascending, valid until the next ones; without noise none is run: each would be the control run
    const membersAt = (cell: number): Float64Array =>
      ensemble === null
        ? new Float64Array(members).fill(control.values[cell] ?? Number.NaN)
        : sortMembers(ensemble.values, cell * members, this.#scratch);
    return this.#variables.map((variable, v) => ({
      variable,
      taught: taught[v] ?? false,
      members: Array.from({ length: horizon }, (_, at) => {
        if (at >= reached) return null;
        const sorted = membersAt(v * reached + at);
        return sorted.map((natural) => this.#core.reached(this.#slots[v] ?? -1, natural));
      }),
    }));
  }
}

/** Says of what fails in a forecast from which row it was made. */
function nameOrigin<T>(row: number, forecast: () => T): T {
  try {
    return forecast();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const message = `the forecast from row ${row + 1}: ${error.failure.message}`;
    throw new ScenarioError({ ...error.failure, message }, { cause: error });
  }
}

/** Failures of a path that chance or a correction took where the model has no numbers. */
const LEFT_NUMBERS: ReadonlySet<Failure['type']> = new Set([
  'domain-error',
  'not-a-number',
  'overflow',
]);

/** A forecast, and why it does not go as far as it was asked to. */
interface FarRun {
  /** null: not one turn. */
  readonly run: SimulatedRun | null;
  readonly failure: Failure | null;
}

/**
 * Simulates as many turns as there are drivers for.
 * @param bends whether it also ends before members leave the numbers
 */
function simulateAsFar(
  horizon: number,
  bends: boolean,
  simulate: (turns: number) => SimulatedRun,
): FarRun {
  let run: FarRun['run'] = null;
  let failure: FarRun['failure'] = null;
  // what can be computed for some turns can be for fewer: the most is searched for by halves
  let [reached, beyond] = [0, horizon + 1];
  for (let turns = horizon; turns > reached; turns = Math.floor((reached + beyond) / 2))
    try {
      run = simulate(turns);
      reached = turns;
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      const { type } = error.failure;
      if (type !== 'driver-missing' && !(bends && LEFT_NUMBERS.has(type))) throw error;
      failure = error.failure;
      beyond = turns;
    }
  return { run, failure };
}
