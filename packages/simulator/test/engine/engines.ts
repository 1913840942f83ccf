import {
  attempt,
  isFailure,
  type ScenarioConfig,
  type SimulatedRun,
} from '@pulse-stream/worldstate';
import type { Ensemble } from '@pulse-stream/worldstate/internal';
import type { CompiledModel, SimulateOptions } from '@pulse-stream/simulator';
import { createPlainRun, effectiveSeed, type PlainRun } from '@pulse-stream/simulator/internal';
import { kernelLaw } from '../../src/kernel/kernel-law.ts';
import { kernelOf } from '../../src/kernel/model-kernels.ts';
import type { Engine, EngineRun, Scenario } from '../../src/run/engine.ts';
import { INTERPRETER, KERNEL, openByTurn } from '../../src/run/engines.ts';
import { findKernel } from '../../src/run/find-kernel.ts';
import { runMembersByPath } from '../../src/run/path-members.ts';
import { simulateOn, type simulateSteps } from '../../src/run/simulate-run.ts';

/** What every engine tells of a run, in one form. */
export interface Outcome {
  readonly horizons: readonly number[];
  /** Names. */
  readonly targets: readonly string[];
  /** Natural values of every declared slot at the end of the control run. */
  readonly final: readonly number[];
  /** Values of the control run: target t at horizon h at t × horizons + h. */
  readonly values: readonly number[];
  /** null: the engine does not look for events of the control run when there are members. */
  readonly events: readonly boolean[] | null;
  readonly ensemble: Ensemble | null;
  readonly exposure: readonly [start: number, cash: number] | null;
  readonly attribution: readonly {
    readonly start: number;
    readonly end: number;
    readonly scale: number | undefined;
    readonly parts: ReadonlyMap<string, number>;
  }[];
  readonly tag: string | null;
  /** [label, score, certainty, volatility]. */
  readonly arc: readonly unknown[] | null;
  /** All of it, where the engine tells all. */
  readonly run: SimulatedRun | null;
}

/** What not every engine runs. */
export type Feature =
  | 'one member'
  | 'a member alone'
  | 'interventions'
  | 'a corrector'
  | 'a dynamic overlay'
  | 'a dynamic overlay that is looked at'
  | 'an observer';

export interface Candidate {
  readonly name: string;
  readonly takes: Readonly<Record<Feature, boolean>>;
  /** Whether it says what failed; else it leaves the scenario to others. */
  readonly tells: boolean;
  /**
   * @returns null: the engine leaves the scenario to others
   * @throws ScenarioError
   */
  readonly simulate: (
    compiled: CompiledModel,
    config: ScenarioConfig,
    options?: SimulateOptions,
  ) => Outcome | null;
  /** The same in slices; null: the engine runs a scenario at once. */
  readonly inSlices: ((...scenario: Parameters<typeof simulateSteps>) => Slices) | null;
}

type Slices = ReturnType<typeof simulateSteps>;

class Left extends Error {}

/** Runs scenarios on one engine, in doubt on the interpreter. */
function candidate(
  engine: Pick<Engine, 'open'> & { readonly name: string },
  takes: Candidate['takes'],
): Candidate {
  const open = (scenario: Scenario): EngineRun => {
    const run = engine.open(scenario);
    if (run === null) throw new Left();
    return run;
  };
  return {
    name: engine.name,
    takes,
    tells: true,
    inSlices: (model, config, options = {}) => simulateOn(open, model, config, options),
    simulate(compiled, config, options = {}) {
      const steps = simulateOn(open, compiled, config, options);
      try {
        for (;;) {
          const step = steps.next();
          if (step.done === true) return describeRun(step.value, compiled.names);
        }
      } catch (error) {
        if (error instanceof Left) return null;
        throw error;
      }
    },
  };
}

function describeRun(run: SimulatedRun, names: readonly string[]): Outcome {
  const { control, attribution, ensemble, exposure, targets, horizons } = run;
  const { overlays, variables, capital, values } = control.final;
  const world = { ...overlays, ...variables, ...capital, ...values };
  return {
    horizons,
    targets: targets.map(({ name }) => name),
    final: names.map((name) => world[name] ?? NaN),
    values: [...control.values],
    events: control.events,
    ensemble,
    exposure: exposure === null ? null : [exposure.start, exposure.cash],
    attribution: attribution.map(({ start, end, scale, parts }) => ({ start, end, scale, parts })),
    tag: control.symbolic?.tag ?? null,
    arc: describeArc(control.symbolic),
    run,
  };
}

function describeArc(symbolic: SimulatedRun['control']['symbolic']): Outcome['arc'] {
  if (symbolic === null || symbolic.arc === null) return null;
  return [symbolic.arc, symbolic.score, symbolic.arcCertainty, symbolic.volatility];
}

const EVERYTHING = {
  'one member': true,
  'a member alone': true,
  interventions: true,
  'a corrector': true,
  'a dynamic overlay': true,
  'a dynamic overlay that is looked at': true,
  'an observer': true,
} as const;

/** The oracle. */
export const interpreter = candidate(INTERPRETER, EVERYTHING);
export const kernel = candidate(KERNEL, EVERYTHING);

/** Opens a scenario on the kernel that counts every slot and runs single turns. */
const openOnSlots = (scenario: Scenario): EngineRun | null => {
  const { program, hasOwnNumbers } = scenario.plan;
  const made = hasOwnNumbers ? null : kernelOf(program.compiled, 'slots');
  return made === null ? null : openByTurn(scenario, kernelLaw(made, program), 'generated');
};

/** The kernel where it runs single turns only, as with a corrector. */
export const kernelByTurn = candidate(
  { name: 'kernel turn by turn', open: openOnSlots },
  EVERYTHING,
);

/** The kernel that counts and records every slot, as for targets that are not those of the model. */
export const kernelOfSlots = candidate(
  {
    name: 'kernel of all slots',
    open(scenario) {
      const run = openOnSlots(scenario);
      const made = kernelOf(scenario.plan.program.compiled, 'slots');
      const found = findKernel(scenario);
      if (run === null || made === null || found === null) return run;
      const slots = { ...found, kernel: made };
      return { ...run, members: () => runMembersByPath(run.runner, slots, scenario.range) };
    },
  },
  EVERYTHING,
);

/** Runs of scenarios that differ in overrides, seeds, parameters and interventions only. */
export const plainRun: Candidate = {
  name: 'plain run',
  takes: {
    ...EVERYTHING,
    'a corrector': false,
    'a dynamic overlay that is looked at': false,
    'a member alone': false,
    'a dynamic overlay': false,
    'an observer': false,
  },
  tells: false,
  inSlices: null,
  simulate(compiled, config, { start, observers, member, perturbed, ...options } = {}) {
    const { surroundings } = options;
    if (start !== undefined || observers !== undefined || member !== undefined) return null;
    if (perturbed !== undefined) return null;
    // what is attributed, and how it is called, is asked of the oracle
    const asked = attempt(() => interpreter.simulate(compiled, config, options));
    const told = asked === null || isFailure(asked) ? [] : asked.attribution;
    const names = told.map(({ parts }) => [...parts.keys()]);
    const bare = { ...config, state_overrides: {} };
    const made = attempt(() => createPlainRun(compiled, bare, names, { surroundings }));
    if (made === null || isFailure(made)) return null;
    // a run before must leave nothing behind
    made.start.reset();
    made.run('before');
    made.start.reset();
    if (!made.adopt(config)) return null;
    for (const [name, value] of Object.entries(config.state_overrides))
      if (!made.start.set(name, value)) return null;
    if (!made.run(effectiveSeed(config, options))) return null;
    const { label, score, certainty, volatility } = made.arc() ?? {};
    const arc = label === undefined ? null : [label, score, certainty, volatility];
    return { ...describePlain(made, names), arc };
  },
};

function describePlain(
  { plan, members, parts, ...run }: PlainRun,
  names: readonly (readonly string[])[],
): Omit<Outcome, 'arc'> {
  const { kinds } = plan.program;
  return {
    horizons: plan.horizons,
    targets: plan.targets.map((slot) => plan.program.names[slot] ?? ''),
    // what delays remember is in no record
    final: [...run.final].map((x, slot) => (kinds[slot] === 'hidden' ? NaN : x)),
    values: [...run.values],
    events: members === null ? plan.events.map((_, event) => run.satisfied[event] === 1) : null,
    ensemble: members?.ensemble ?? null,
    exposure:
      members === null || plan.program.compiled.exposed.length === 0
        ? null
        : [members.startExposure, members.startCash],
    attribution: names.map((ofTarget, target) => ({
      start: run.starts[target] ?? NaN,
      end: run.ends[target] ?? NaN,
      scale: run.scales[target] ?? NaN,
      parts: new Map(
        ofTarget.map((name, part) => {
          const before = parts.counts.subarray(0, target).reduce((sum, count) => sum + count, 0);
          // what nothing moves has no amount
          return [name, parts.amounts[parts.moving.indexOf(before + part)] ?? 0];
        }),
      ),
    })),
    tag: plan.program.compiled.tags[run.tag]?.label ?? null,
    run: null,
  };
}

/** Every way to run a scenario, the oracle first. */
export const CANDIDATES: readonly Candidate[] = [
  interpreter,
  kernel,
  kernelByTurn,
  kernelOfSlots,
  plainRun,
];

/** Those that run scenarios with these features. */
export const thatTake = (...features: readonly Feature[]): readonly Candidate[] =>
  CANDIDATES.filter(({ takes }) => features.every((feature) => takes[feature]));

/**
 * Natural values of every member: by target, then by member and horizon.
 * @throws Error when the engine left the scenario to others
 */
export function membersOf(outcome: Outcome | null): Record<string, number[][]> {
  if (outcome === null) throw new Error('left to others');
  const { targets, horizons, ensemble } = outcome;
  const { members = 0, values = [] } = ensemble ?? {};
  return Object.fromEntries(
    targets.map((name, t) => [
      name,
      Array.from({ length: members }, (_, member) =>
        horizons.map((__, h) => values[(t * horizons.length + h) * members + member] ?? NaN),
      ),
    ]),
  );
}

/**
 * A path of a model without noise: natural values by target, then by horizon. Where an engine has no
 * control run of its own it is the path of a member.
 * @param config has no members
 */
export function pathOf(
  { takes, simulate }: Candidate,
  compiled: CompiledModel,
  config: ScenarioConfig,
): Record<string, number[]> {
  const outcome = takes['one member']
    ? simulate(compiled, { ...config, members: 1 })
    : simulate(compiled, { ...config, members: 2 }, { member: 0 });
  if (outcome === null) throw new Error('left to others');
  const { targets, horizons, values, ensemble } = outcome;
  const path = [...(ensemble?.values ?? values)];
  return Object.fromEntries(
    targets.map((name, t) => [name, path.slice(t * horizons.length, (t + 1) * horizons.length)]),
  );
}
