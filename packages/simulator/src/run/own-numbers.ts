import { fail } from '@pulse-stream/worldstate';
import type { CompiledDraw } from '../model/compiled-model.ts';
import { boundAll } from '../law/bounds-and-decay.ts';
import { Interpreter } from '../law/interpreter.ts';
import { refreshTurn, type LaggedPath } from '../law/lagged-path.ts';
import type { Law } from '../law/law.ts';
import { toNatural, toTransformed } from '../math/transform.ts';
import { drawBetween } from '../random/named-distribution.ts';
import { openRng } from '../random/random-stream.ts';
import type { ScenarioPlan } from '../scenario/plan-scenario.ts';
import type { MemberStreams } from './path-runner.ts';

/** What the paths of a scenario have each for themselves: parameters, and values at turn 0. */
export interface OwnNumbers {
  readonly law: Interpreter;
  /** Parameters of the present path. */
  readonly params: Float64Array;
  /** Values at turn 0 before anything is drawn or computed; null: a history says them. */
  readonly blank: Float64Array | null;
  /** Σ over members of the values at turn 0. */
  readonly starts: Float64Array;
  /** Total exposure at turn 0 of the present path. */
  startExposure: number;
}

/** @returns null: the law is generated, which it is only where all paths have the same numbers */
export function openOwnNumbers(
  plan: ScenarioPlan,
  law: Law,
  start: LaggedPath,
): OwnNumbers | null {
  const { program, needsInterpreter } = plan;
  if (!needsInterpreter || !(law instanceof Interpreter)) return null;
  const hasStarts = plan.startsBlank && program.compiled.initialDraws.length > 0;
  const params = program.params.slice();
  law.useParams(params);
  return {
    law,
    params,
    blank: hasStarts || plan.startsBlank ? blankStart(plan) : null,
    starts: new Float64Array(start.x.length),
    startExposure: 0,
  };
}
