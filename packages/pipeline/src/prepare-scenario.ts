import {
  createCorrector,
  retrodict,
  seedFromLastRow,
  type Retrodiction,
} from '@pulse-stream/gravity';
import {
  attenuatedVariables,
  createShadowMonitor,
  type ShadowMonitor,
} from '@pulse-stream/shadow-monitor';
import { openRng } from '@pulse-stream/simulator';
import {
  fail,
  type CausalCore,
  type Corrector,
  type ScenarioConfig,
  type Warning,
} from '@pulse-stream/worldstate';
import { selectHistory, takeHistory, type HistorySpan } from './history.ts';
import { checkLimits } from './limits.ts';
import { countPerturbations, type PerturbableScenario } from './perturbations.ts';
import { coreOf, gravityOf, shadowOf, type ChosenGravity, type World } from './world.ts';

/** A scenario with everything the stages need of each other. */
export interface PreparedScenario extends PerturbableScenario {
  readonly config: ScenarioConfig;
  /** Effective seed. */
  readonly seed: number | string;
  readonly gravity: ChosenGravity;
  /** Variables whose correction did harm and is halved. */
  readonly attenuated: ReadonlySet<string>;
  readonly span: HistorySpan | null;
  readonly monitor: ShadowMonitor;
  readonly warnings: readonly Warning[];
}

/**
 * Everything before the simulation: limits, history, retrodiction, corrector, shadow monitor.
 * @param lineBytes size of the input line
 * @throws ScenarioError `limit-exceeded`, `dataset-unknown`, `observations-invalid`,
 *   `option-not-for-method`, `config-invalid`, and what retrodiction throws
 */
export function prepareScenario(
  world: World,
  config: ScenarioConfig,
  seed: number | string,
  lineBytes: number,
): PreparedScenario {
  const { compiled, options } = world;
  const reruns = config.assess === 'full' ? countPerturbations(compiled, config) : 0;
  checkMember(world, config);
  checkLimits(
    { config, compiled, lineBytes, reruns, keepMembers: options.keepMembers },
    options.limits,
  );
  const gravity = gravityOf(world, config.gravity);
  const core = coreOf(world, config.params);
  const span =
    config.observations === undefined
      ? null
      : selectHistory(config.observations, world.datasets, compiled.model);
  const learns = span !== null && config.mode === 'strict_injection';
  const retrodiction = learns ? retrodictSpan(world, core, span, gravity, config.params) : null;
  const shadow = shadowOf(world, gravity, config.forecast?.targets);
  const scored = retrodiction === null || gravity.off ? [] : retrodiction.scored;
  const attenuated = attenuatedVariables(scored, shadow);
  const openCorrector = (off = gravity.off): Corrector | null => {
    if (retrodiction === null) return null;
    const context = { attenuated, openRng, seed, off };
    const corrector = createCorrector(core, retrodiction.state, gravity.options, context);
    return corrector.slots.length === 0 ? null : corrector;
  };
  const path =
    span === null
      ? null
      : (retrodiction?.path ?? seedFromLastRow(core, compiled.initial, takeHistory(span)));
  return {
    config,
    seed,
    core,
    gravity,
    retrodiction,
    attenuated,
    span,
    start: path === null ? undefined : { path, corrector: openCorrector() },
    openCorrector,
    monitor: createShadowMonitor(shadow, scored),
    warnings: span?.warnings ?? [],
  };
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

function retrodictSpan(
  world: World,
  core: CausalCore,
  span: HistorySpan,
  { off, options }: ChosenGravity,
  params: ScenarioConfig['params'],
): Retrodiction {
  return world.memo.learned.learned({ span, params, gravity: { off, options } }, () =>
    retrodict(core, world.compiled.initial, takeHistory(span), options, { off }),
  );
}
