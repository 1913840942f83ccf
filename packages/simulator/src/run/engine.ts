import type { Corrector, ScenarioConfig, TurnObserver } from '@pulse-stream/worldstate';
import type { ControlRun, Ensemble } from '@pulse-stream/worldstate/internal';
import type { LaggedPath } from '../law/lagged-path.ts';
import type { ScenarioPlan } from '../scenario/plan-scenario.ts';
import type { OwnStart } from './own-numbers.ts';
import type { PathRunner } from './path-runner.ts';
import type { MemberRange, Progress } from './run-members.ts';

/** A scenario resolved and put at its start: what an engine runs. */
export interface Scenario extends OwnStart {
  readonly plan: ScenarioPlan;
  readonly config: ScenarioConfig;
  readonly start: LaggedPath;
  readonly corrector: Corrector | null;
  /** No members: the control run alone. */
  readonly range: MemberRange;
}

/**
 * A way to compute the turns of a scenario. All engines give the same bits, failures included: the
 * interpreter is the oracle, and one suite of laws runs on each.
 */
export interface Engine {
  readonly name: 'interpreter' | 'kernel';
  /**
   * Makes ready what the scenario needs, once per model where it can be kept.
   * @returns null: the engine does not run this scenario, or the host or the size of the model
   *   forbids it
   */
  open(scenario: Scenario): EngineRun | null;
}

/**
 * One scenario on one engine: the control run, then the members, each once and to its end. Between
 * two steps of a generator other scenarios may run on the same engine.
 */
export interface EngineRun {
  /** What the record of the run says of it. */
  readonly kernel: 'reference' | 'generated';
  /** What the paths share and leave behind: sums of what moved the slots, draws. */
  readonly runner: PathRunner;
  /**
   * @param observers see every turn
   * @throws ScenarioError; KernelDoubt: something is not finite, the interpreter must tell what
   */
  control(observers: readonly TurnObserver[]): Generator<Progress, ControlRun>;
  /** @throws as `control` */
  members(): Generator<Progress, Ensemble>;
}
