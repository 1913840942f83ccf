import { createCorrector } from '@pulse-stream/gravity';
import { seedFromLastRow } from '@pulse-stream/gravity/internal';
import { createShadowMonitor, type ShadowMonitor } from '@pulse-stream/shadow-monitor';
import { attenuatedVariables } from '@pulse-stream/shadow-monitor/internal';
import { openRngInTurn, type Surroundings } from '@pulse-stream/simulator/internal';
import { fail, type Corrector, type ScenarioConfig } from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import { selectHistory, takeHistory, type HistorySpan } from '../world/history.ts';
import type { Learned } from '../world/learned.ts';
import { learnStart } from '../history/learned-start.ts';
import { warnTurn } from '../history/turn-warning.ts';
import { warnCoarseStep } from '../world/coarse-step-warning.ts';
import { surroundingsOf } from '../world/surroundings.ts';
import { checkLimits } from '../world/limits.ts';
import { countPerturbations, type PerturbableScenario } from './perturbations.ts';
import { coreOf, gravityOf, shadowOf, type ChosenGravity, type World } from '../world/world.ts';

/** A scenario with everything the stages need of each other. */
export interface PreparedScenario extends PerturbableScenario {
  readonly config: ScenarioConfig;
  /** Effective seed. */
  readonly seed: number | string;
  readonly gravity: ChosenGravity;
  /** What drives its world from outside. */
  readonly surroundings: Surroundings;
  /** Variables whose correction did harm and is halved. */
  readonly attenuated: ReadonlySet<string>;
  readonly span: HistorySpan | null;
  /** Series whose later rows drive a forecast from an earlier origin. */
  readonly realised: readonly string[];
  /** What is known from the history or the gravity state; null: nothing was learned. */
  readonly learned: Learned | null;
  readonly monitor: ShadowMonitor;
  readonly warnings: readonly Warning[];
}

/**
 * Everything before the simulation: limits, history, retrodiction, corrector, shadow monitor.
 * @param lineBytes size of the input line
 * @throws ScenarioError `limit-exceeded`, `dataset-unknown`, `observations-invalid`, `history-overlap`,
 *   `history-gap`, `option-not-for-method`, `config-invalid`, and what retrodiction throws
 */
export function prepareScenario(
  world: World,
  config: ScenarioConfig,
  seed: number | string,
  lineBytes: number,
): PreparedScenario {
  const { compiled } = world;
  checkAsked(world, config, lineBytes);
  const gravity = gravityOf(world, config.gravity);
  const span =
    config.observations === undefined
      ? null
      : selectHistory(config.observations, world.datasets, compiled.model);
  const { surroundings, taught, realised, warnings } = surroundingsOf(world, config, span);
  const core = coreOf(world, config.params, taught);
  const seeds = span !== null && config.mode === 'seed_then_free';
  const learned = seeds ? null : learnStart(world, core, span, gravity, config);
  const retrodiction = learned?.retrodiction ?? null;
  const shadow = shadowOf(world, gravity, config.forecast?.targets);
  const scored = retrodiction === null || gravity.off ? [] : retrodiction.scored;
  const attenuated = attenuatedVariables(scored, shadow);
  const openCorrector = (off = gravity.off): Corrector | null => {
    if (retrodiction === null) return null;
    const openRng = openRngInTurn();
    const context = { attenuated, openRng, seed, off, noise: compiled.noise };
    const corrector = createCorrector(core, retrodiction.state, gravity.options, context);
    return corrector.slots.length === 0 ? null : corrector;
  };
  const seeded = () =>
    span === null ? null : seedFromLastRow(core, core.initial, takeHistory(span));
  const path = retrodiction?.path ?? seeded();
  const observed = retrodiction?.state.variables ?? span?.dataset.columns ?? [];
  return {
    config,
    seed,
    core,
    surroundings,
    gravity,
    retrodiction,
    learned,
    attenuated,
    span,
    realised,
    start: path === null ? undefined : { path, corrector: openCorrector(), observed },
    openCorrector,
    monitor: createShadowMonitor(shadow, scored),
    warnings: [
      ...(span?.warnings ?? []),
      ...warnings,
      ...(span === null || seeds ? [] : warnTurn(world)),
      ...(learned?.warnings ?? []),
      ...(learned === null ? [] : warnOwnParams(world, config, !gravity.off)),
      ...warnCoarseStep(world),
    ],
  };
}

/** Whether the scenario may be as large as it is, and has the member that is to be replayed. */
function checkAsked(world: World, config: ScenarioConfig, lineBytes: number): void {
  const { compiled, options } = world;
  checkMember(world, config);
  checkLimits(
    {
      config,
      compiled,
      lineBytes,
      reruns: config.assess === 'full' ? countPerturbations(compiled, config) : 0,
      keepMembers: options.keepMembers,
      calibrates: options.gravityState !== undefined,
    },
    options.limits,
  );
}

/** `--member K` replays a member the scenario has; a control run alone has none to replay. */
function checkMember({ options, compiled }: World, config: ScenarioConfig): void {
  const members = config.members ?? compiled.model.members;
  if (options.member === undefined || members === 1 || options.member < members) return;
  fail('config-invalid', 'initialise', `there is no member ${options.member} to replay`, {
    path: 'members',
    hint: `its members are 0..${members - 1}`,
  });
}

/** What a history teaches belongs to parameters: those of the state, or those of the line. */
function warnOwnParams(
  { state, compiled }: World,
  { params }: ScenarioConfig,
  corrects: boolean,
): Warning[] {
  if (Object.keys(params).length === 0 || (state === null && !corrects)) return [];
  const { model, rules } = compiled;
  const ofModel = new Map<string, unknown>([
    ...Object.entries(model.params).map(([name, { value }]) => [name, value] as const),
    ...rules.flatMap(({ id, trust, importance }) => [
      [`rule.${id}.trust`, trust] as const,
      [`rule.${id}.importance`, importance] as const,
    ]),
  ]);
  const others = Object.entries(params).filter(([name, value]) => value !== ofModel.get(name));
  if (state !== null)
    return others.length === 0 ? [] : [warnUntaught(others.map(([name]) => name).join(', '))];
  // what is drawn in a forecast is learned at its mean
  const fixed = others.flatMap(([name, value]) =>
    typeof value === 'number' ? [`${name} = ${value}`] : [],
  );
  return fixed.length === 0 ? [] : [warnTaught(fixed.join(', '))];
}

/** @param names of parameters */
const warnUntaught = (names: string): Warning => ({
  type: 'params-untaught',
  message: `the gravity state was learned with the model's own parameters: correction, calibration and confidence are those of that model, not of one with another ${names}`,
  path: 'params',
});

/** @param values of parameters */
const warnTaught = (values: string): Warning => ({
  type: 'params-taught',
  message: `the history was learned from as if ${values} had held all along, so the correction makes up for it: what changes from now on belongs into interventions (turn 1, set), or into params of a run from a gravity state`,
  path: 'params',
});
