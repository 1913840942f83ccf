import { sha256Hex, type DecodeOptions, type RecordSelection } from '@pulse-stream/codec';
import type { GatePredicate } from '@pulse-stream/forecast';
import { keepStatistics, type StatisticsOf } from '@pulse-stream/forecast/internal';
import { resolveGravityOptions, type ResolvedGravityOptions } from '@pulse-stream/gravity';
import { resolveShadowOptions, type ShadowOptions } from '@pulse-stream/shadow-monitor';
import { compileModel, createCore, pulse, type CompiledModel } from '@pulse-stream/simulator';
import {
  compileParsedModel,
  NO_SURROUNDINGS,
  PULSE_SHA256,
  type DrivenCore,
  type Surroundings,
} from '@pulse-stream/simulator/internal';
import {
  PulseError,
  ScenarioError,
  type GravityOptions,
  type ScenarioConfig,
} from '@pulse-stream/worldstate';
import { canonicalJson, hashedText, type Warning } from '@pulse-stream/worldstate/internal';
import { BoundedMap } from './bounded-map.ts';
import { compileGate } from './gate-expression.ts';
import { readGravityState, restoreLearned, type GravityState } from './gravity-state.ts';
import { chooseGravity } from './gravity-choice.ts';
import { indexDataset, type IndexedDataset } from './history.ts';
import { LearnedCache } from './learned-cache.ts';
import type { PipelineOptions, ResolvedOptions } from './options.ts';
import { resolveOptions } from './resolve-options.ts';
import { surroundingsOf } from './surroundings.ts';
import { selectionOf } from './select-record.ts';

/** Gravity as one scenario runs with it. */
export interface ChosenGravity {
  readonly off: boolean;
  /** As a user may write it: the shadow monitor reads its own part of it. */
  readonly input: GravityOptions;
  readonly options: ResolvedGravityOptions;
}

/** Results that are the same for many scenarios. Only a matter of time: losing them changes nothing. */
interface WorldMemo {
  readonly gravity: BoundedMap<string, ChosenGravity>;
  readonly cores: BoundedMap<string, DrivenCore>;
  readonly learned: LearnedCache;
  readonly statisticsOf: StatisticsOf;
  /** Of the model alone, so by no key but one. */
  readonly coarseStep: BoundedMap<'step', readonly Warning[]>;
}

/** Everything scenarios share: compiled and checked once, then only read. */
export interface World {
  readonly kind: 'world';
  readonly compiled: CompiledModel;
  /** First 16 hex digits of the sha256 of the canonical JSON of the parsed model. */
  readonly modelHash: string;
  readonly options: ResolvedOptions;
  /** How lines are decoded. */
  readonly decode: DecodeOptions;
  readonly datasets: ReadonlyMap<string, IndexedDataset>;
  readonly gate: GatePredicate | null;
  /** What of a result record is written; null: all of it. */
  readonly select: RecordSelection | null;
  /** What was learned before the run; null: nothing. */
  readonly state: GravityState | null;
  readonly memo: WorldMemo;
}

/** Variants kept of what depends on the params or the gravity options of a line. */
const VARIANTS = 64;

const HASH_DIGITS = 16;

/**
 * Compiles the model and checks every option.
 * @throws PulseError `option-invalid`, `model-invalid`, `dataset-invalid`
 */
export function createWorld(options: PipelineOptions = {}): World {
  const resolved = resolveOptions(options);
  const { model } = resolved;
  const compiled = model === undefined ? compileParsedModel(pulse) : compileModel(model);
  const modelHash = hashOf(compiled);
  const world: World = {
    kind: 'world',
    compiled,
    modelHash,
    options: resolved,
    decode: {
      defaults: resolved.defaults,
      limits: { depth: resolved.limits.depth, nodes: resolved.limits.nodes },
    },
    datasets: new Map(
      [...resolved.datasets].map(([name, dataset]) => [
        name,
        indexDataset({ ...dataset, name }, compiled, resolved),
      ]),
    ),
    select: selectionOf(resolved, compiled),
    gate: resolved.gate === undefined ? null : compileGate(resolved.gate),
    state:
      resolved.gravityState === undefined
        ? null
        : readGravityState(resolved.gravityState, {
            name: compiled.model.name,
            hash: modelHash,
            timeUnit: compiled.model.time_unit,
          }),
    memo: createMemo(),
  };
  checkGravity(world);
  return world;
}

/** What drove the world while the gravity state of the run was learned. */
function taughtBefore(world: World): Surroundings {
  return surroundingsOf(world, { mode: 'strict_injection' }, null).taught;
}

/** Refuses gravity and shadow options of the run before the first line asks for them. */
function checkGravity(world: World): void {
  try {
    const gravity = gravityOf(world, true);
    shadowOf(world, gravity, undefined);
    const { state, modelHash } = world;
    if (state !== null)
      restoreLearned(coreOf(world, {}, taughtBefore(world)), state, modelHash, gravity.options);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const { path = 'gravity', message, hint } = error.failure;
    const text = `${path}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
    throw new PulseError('option-invalid', text, {
      cause: error,
      problems: [{ path, message, hint }],
    });
  }
}

/** The same world with nothing remembered. */
export function forgetful(world: World): World {
  return { ...world, memo: createMemo() };
}

/** True for what `createWorld` made. */
export function isWorld(value: World | PipelineOptions): value is World {
  return 'kind' in value && value.kind === 'world';
}

/**
 * The gravity a scenario runs with.
 * @throws ScenarioError `option-not-for-method`, `config-invalid`
 */
export function gravityOf(world: World, line: ScenarioConfig['gravity']): ChosenGravity {
  const key = typeof line === 'boolean' ? String(line) : canonicalJson(line);
  return world.memo.gravity.getOrMake(key, () => {
    const run = optionsOfRun(world, typeof line === 'boolean' ? undefined : line.method);
    const chosen = chooseGravity(line, run);
    const input =
      chosen === false ? (run === false ? optionsOfState(world, undefined) : run) : chosen;
    const options = resolveGravityOptions(input, world.compiled.model.time_unit);
    return { off: chosen === false, input, options };
  });
}

/**
 * Of the run; what it does not say is as its gravity state was learned.
 * @param method asked for by the line
 */
function optionsOfRun(world: World, method: GravityOptions['method']): GravityOptions | false {
  const { gravity } = world.options;
  if (gravity === false) return false;
  return { ...optionsOfState(world, method ?? gravity.method), ...gravity };
}

/** Nothing when another method is asked for: then the state is refused by that name. */
function optionsOfState({ state }: World, method: GravityOptions['method']): GravityOptions {
  const saved = state?.gravity.options ?? {};
  if (method !== undefined && method !== saved['method']) return {};
  return Object.fromEntries(Object.entries(saved).filter(([, value]) => value !== null));
}

/**
 * What the shadow monitor of a scenario watches.
 * @param targets of the scenario's forecast; absent: the model's
 * @throws ScenarioError `config-invalid`
 */
export function shadowOf(
  { compiled }: World,
  gravity: ChosenGravity,
  targets: readonly string[] | undefined,
): ShadowOptions {
  const { index, kinds, names } = compiled;
  // what is computed is never corrected
  const watched = (targets ?? compiled.targets.map((slot) => names[slot] ?? '')).filter(
    (name) => kinds[index.get(name) ?? -1] !== 'value',
  );
  return resolveShadowOptions(gravity.input, compiled.model.time_unit, watched, compiled.names);
}

/** The causal core under the params of a scenario; it has no dynamic overlays. */
export function coreOf(
  world: World,
  params: ScenarioConfig['params'],
  surroundings: Surroundings = NO_SURROUNDINGS,
): DrivenCore {
  if (surroundings !== NO_SURROUNDINGS) return createCore(world.compiled, { params, surroundings });
  return world.memo.cores.getOrMake(canonicalJson(params), () =>
    createCore(world.compiled, { params }),
  );
}

function createMemo(): WorldMemo {
  return {
    gravity: new BoundedMap(VARIANTS),
    cores: new BoundedMap(VARIANTS),
    learned: new LearnedCache(),
    statisticsOf: keepStatistics(),
    coarseStep: new BoundedMap(1),
  };
}

function hashModel({ model }: CompiledModel): string {
  return model === pulse ? PULSE_SHA256 : sha256Hex(hashedText(model));
}

/** Names a model as records do. */
export function hashOf(compiled: CompiledModel): string {
  return hashModel(compiled).slice(0, HASH_DIGITS);
}
