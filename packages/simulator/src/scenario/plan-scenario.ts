import { fail, type ScenarioConfig } from '@pulse-stream/worldstate';
import {
  boundValue,
  hintNearest,
  takeUndeclared,
  warnClamped,
  type NameRules,
  type Warning,
} from '@pulse-stream/worldstate/internal';
import { attemptNumber } from '../math/attempt-number.ts';
import { compileModel, readsClock, type AnyModel } from '../model/compile-model.ts';
import type { CompiledModel } from '../model/compiled-model.ts';
import { isDeterministic } from '../model/noise-reach.ts';
import {
  bindProgram,
  type PerturbedRule,
  type Program,
  type Surroundings,
} from '../model/program.ts';
import { planEvents, type PlannedEvent } from './plan-events.ts';
import { planHorizons, planQuantiles } from './plan-horizons.ts';
import { planTrace, type TracePlan } from './trace-plan.ts';
import { toTransformed } from '../math/transform.ts';
import type { Act } from '../law/turn.ts';

/** A value at turn 0 that the scenario overrides, transformed units, inside its bounds. */
export interface Override {
  readonly slot: number;
  readonly value: number;
}

/** What an intervention makes of a parameter from its turn on, kept between min and max. */
export interface ParamAct {
  readonly param: number;
  readonly set: boolean;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Where the config says it. */
  readonly path: string;
}

/** How names are taken, and what drives the world from outside. */
export interface PlanOptions extends NameRules {
  /** Default: nothing drives the world, and its turns have no dates. */
  readonly surroundings?: Surroundings | undefined;
  /** A rule that moves more or less than the model says. */
  readonly perturbed?: PerturbedRule | undefined;
}

/** A scenario resolved against its model: names are indexes, defaults are filled in. */
export interface ScenarioPlan {
  readonly program: Program;
  readonly turns: number;
  /** Ensemble size; 1: control run only. */
  readonly members: number;
  /** No noise reaches what is looked at (targets, events, exposure): all members are one path. */
  readonly deterministic: boolean;
  readonly overrides: readonly Override[];
  /** Turn (1-based) → what happens before its decay. */
  readonly acts: ReadonlyMap<number, readonly Act[]>;
  /** The same for parameters. */
  readonly paramActs: ReadonlyMap<number, readonly ParamAct[]>;
  /** Whether its paths have numbers of their own, or a clock, which the interpreter keeps. */
  readonly hasOwnNumbers: boolean;
  /** Whether an event reads the clock. */
  readonly watchesClock: boolean;
  readonly targets: readonly number[];
  /** Ascending, each 1..turns. */
  readonly horizons: readonly number[];
  readonly quantiles: readonly number[];
  readonly events: readonly PlannedEvent[];
  /** null: no trace. */
  readonly trace: TracePlan | null;
  readonly warnings: readonly Warning[];
}

/**
 * Resolves a scenario against its model.
 * @throws ScenarioError `unknown-name`, `measured-overlay`, `config-invalid`, `domain-error`;
 *   PulseError `model-invalid`
 * @see DESIGN.md §3
 */
export function planScenario(
  model: AnyModel,
  config: ScenarioConfig,
  options: PlanOptions = {},
): ScenarioPlan {
  const compiled = compileModel(model);
  const warnings: Warning[] = [];
  const dynamicOverlays = findDynamicOverlays(compiled, config, options, warnings);
  const program = bindProgram(
    compiled,
    config.params,
    dynamicOverlays,
    options.surroundings,
    options.perturbed,
  );
  warnings.push(...program.warnings);
  const indexOf = indexNames(program);
  const { forecast } = config;
  const targets =
    forecast?.targets?.map((name, index) => {
      const slot = indexOf(name);
      return slot ?? failUnknownSlot(program, name, `forecast.targets[${index}]`);
    }) ?? compiled.targets;
  const overrides = planOverrides(program, config, indexOf, warnings);
  const { acts, paramActs } = planActs(program, config, indexOf, warnings);
  const horizons = planHorizons(compiled, config, warnings);
  const quantiles = planQuantiles(compiled, config);
  const events = planEvents(program, config, warnings);
  const watchesClock = events.some(({ condition }) => readsClock(condition.tree));
  return {
    program,
    turns: config.turns,
    members: config.members ?? compiled.model.members,
    deterministic: isDeterministic(program, targets, events),
    overrides,
    acts,
    paramActs,
    hasOwnNumbers: compiled.isStepped || watchesClock || program.draws.length + paramActs.size > 0,
    watchesClock,
    targets,
    horizons,
    quantiles,
    events,
    trace: planTrace(config, (name, path) => indexOf(name) ?? failUnknownSlot(program, name, path)),
    warnings,
  };
}

/** The targets of a scenario that are attributed: all but auxiliaries, which nothing moves by itself. */
export const attributedTargets = ({ targets, program }: ScenarioPlan): number[] =>
  targets.filter((slot) => program.kinds[slot] !== 'value');

/** The slot of a name. */
type IndexOf = (name: string) => number | undefined;

function indexNames(program: Program): IndexOf {
  const declared = program.compiled.index;
  const dynamic = new Map(
    program.names.slice(declared.size).map((name, index) => [name, declared.size + index]),
  );
  return (name) => declared.get(name) ?? dynamic.get(name);
}

function failUnknownSlot(program: Program, name: string, path: string): never {
  return fail(
    'unknown-name',
    'initialise',
    `"${name}" is not declared by model ${program.compiled.model.name}`,
    { path, hint: hintOther(name, program) },
  );
}

/** Of what is no slot: what it is, or the nearest. */
function hintOther(name: string, { names, compiled, kinds }: Program): string | undefined {
  const { series = {}, tables = {}, params } = compiled.model;
  if (Object.hasOwn(params, name)) return 'it is a parameter, which does not move';
  if (Object.hasOwn(series, name)) return 'it is a series: name a value that reads it';
  if (Object.hasOwn(tables, name)) return 'it is a table: name a value that reads it';
  return hintNearest(
    name,
    names.filter((_, slot) => kinds[slot] !== 'hidden'),
  );
}

/** Names in the order of appearance: overrides, then interventions. */
function findDynamicOverlays(
  compiled: CompiledModel,
  config: ScenarioConfig,
  rules: NameRules,
  warnings: Warning[],
): string[] {
  const found = new Set<string>();
  const look = (names: readonly string[], path: string): void => {
    for (const name of names) {
      if (compiled.index.has(name) || found.has(name)) continue;
      const where = `${path}.${name}`;
      warnings.push(takeUndeclared(compiled.model, name, where, rules));
      found.add(name);
    }
  };
  look(Object.keys(config.state_overrides), 'state_overrides');
  const isParam = new Set(compiled.params.names);
  for (const [index, { set, add }] of config.interventions.entries())
    look(
      Object.keys(set ?? add ?? {}).filter((name) => !isParam.has(name)),
      `interventions[${index}].${set === undefined ? 'add' : 'set'}`,
    );
  return [...found];
}

function refuseMeasured(program: Program, slot: number, path: string): void {
  if (program.kinds[slot] === 'value')
    fail('measured-overlay', 'initialise', `${program.names[slot]} is a value and cannot be set`, {
      path,
      hint: 'set what its formula reads, or make it a parameter',
    });
  if (program.measured[slot] === true)
    fail('measured-overlay', 'initialise', `${program.names[slot]} is measured and cannot be set`, {
      path,
      hint: 'set the slots its measurement reads',
    });
}

function planOverrides(
  program: Program,
  config: ScenarioConfig,
  indexOf: IndexOf,
  warnings: Warning[],
): Override[] {
  return Object.entries(config.state_overrides).map(([name, value]) => {
    const path = `state_overrides.${name}`;
    const slot = indexOf(name) as number; // undeclared names have become dynamic overlays
    refuseMeasured(program, slot, path);
    const declared = program.compiled.model.slots;
    const bounded = boundValue(Object.hasOwn(declared, name) ? declared[name] : undefined, value);
    if (bounded !== value) warnings.push(warnClamped(name, value, bounded, path));
    return { slot, value: transformAt(program, slot, bounded, path) };
  });
}

function transformAt(program: Program, slot: number, natural: number, path: string): number {
  return attemptNumber(
    () => toTransformed(program.transforms[slot] as 'identity', natural), // one per slot
    'initialise',
    path,
  );
}

/** What interventions do before each turn. @throws ScenarioError `measured-overlay`, `domain-error` */
export function planActs(
  program: Program,
  config: Pick<ScenarioConfig, 'interventions' | 'turns'>,
  indexOf: IndexOf,
  warnings: Warning[],
): { acts: Map<number, Act[]>; paramActs: Map<number, ParamAct[]> } {
  const { params, model } = program.compiled;
  const acts = new Map<number, Act[]>();
  const paramActs = new Map<number, ParamAct[]>();
  for (const [index, { turn, set, add }] of config.interventions.entries()) {
    const path = `interventions[${index}]`;
    if (turn > config.turns)
      warnings.push({
        type: 'intervention-unused',
        message: `turn ${turn} comes after the last turn ${config.turns}: nothing was applied`,
        path: `${path}.turn`,
      });
    for (const [name, value] of Object.entries(set ?? add ?? {})) {
      const param = params.names.indexOf(name);
      if (param >= 0) {
        const { min = -Infinity, max = Infinity } = model.params[name] ?? {};
        const where = `${path}.${set === undefined ? 'add' : 'set'}.${name}`;
        const act = { param, set: set !== undefined, value, min, max, path: where };
        paramActs.set(turn, [...(paramActs.get(turn) ?? []), act]);
        continue;
      }
      const slot = indexOf(name) as number; // undeclared names have become dynamic overlays
      const where = `${path}.${set === undefined ? 'add' : 'set'}.${name}`;
      refuseMeasured(program, slot, where);
      if (set !== undefined) transformAt(program, slot, value, where);
      const ofTurn = acts.get(turn) ?? [];
      acts.set(turn, ofTurn);
      ofTurn.push({ slot, set: set !== undefined, value });
    }
  }
  return { acts, paramActs };
}
