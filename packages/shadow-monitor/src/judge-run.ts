import type { ShadowRecord, ShadowVariable } from '@pulse-stream/worldstate/internal';
import type { ShadowOptions } from './options.ts';
import type { ScoredLists, VariableWatch } from './variable-watch.ts';
import { worstVerdict } from './verdict.ts';

/** The record of all watched variables, in their order. */
export function judgeRun(
  options: ShadowOptions,
  watches: ReadonlyMap<string, VariableWatch>,
  scoredOf: (variable: string) => ScoredLists | undefined,
): ShadowRecord {
  const variables = new Map<string, ShadowVariable>();
  let triggered = false;
  for (const [name, watch] of watches) {
    const judged = watch.judge(scoredOf(name));
    variables.set(name, judged);
    if (judged.verdict === 'review' || watch.isTriggered()) triggered = true;
  }
  return {
    triggered: options.enableTrigger ? triggered : null,
    verdict: worstVerdict([...variables.values()].map(({ verdict }) => verdict)),
    variables: Object.fromEntries(variables),
  };
}
