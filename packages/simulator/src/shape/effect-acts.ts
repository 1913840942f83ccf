import type { ProblemDetail } from './problems.ts';
import type { Path } from './schema-places.ts';

/** A problem and where to look for it. */
export interface PlacedProblem extends ProblemDetail {
  readonly path: Path;
  readonly message: string;
}

/** What an effect can do to its target, and how often. */
const ACTS = {
  add: 'what is added once a turn',
  rate: 'what is added per unit of time',
  set: 'the new value, once a turn',
} as const;
type Act = keyof typeof ACTS;

const LISTED = Object.entries(ACTS)
  .map(([act, meaning]) => `${act}: ${meaning}`)
  .join('; ');

/** What is missing or too much in an effect that has none of the forms it may have. */
export function explainEffect(
  path: Path,
  effect: Readonly<Record<string, unknown>>,
): PlacedProblem {
  const has = (key: string): boolean => effect[key] !== undefined;
  const acts = (Object.keys(ACTS) as Act[]).filter(has); // it has no other keys
  if (has('flow')) return explainFlow(path, acts, has('target'));
  const [first, second] = acts;
  if (second !== undefined)
    return {
      path: [...path, second],
      message: `${acts.join(' and ')} exclude each other in one effect`,
      hint: `write an effect for each (${LISTED})`,
    };
  if (first === undefined)
    return has('target')
      ? { path, message: 'it says what changes but not how', hint: `write one of ${LISTED}` }
      : {
          path,
          message: 'an effect has a target or a flow, and says how it changes',
          hint: 'write { target: NAME, add: … } or { flow: { from: NAME, to: NAME }, rate: … }',
        };
  const flow = first === 'rate' ? ', or flow: { from: NAME, to: NAME }' : '';
  return {
    path: [...path, 'target'],
    message: 'is missing',
    hint: `write target: NAME, the slot that changes${flow}`,
  };
}

function explainFlow(path: Path, acts: readonly Act[], hasTarget: boolean): PlacedProblem {
  if (hasTarget)
    return {
      path: [...path, 'target'],
      message: 'a flow has no target',
      hint: 'its ends are from and to: leave target out',
    };
  const other = acts.find((act) => act !== 'rate');
  if (other === undefined)
    return {
      path: [...path, 'rate'],
      message: 'is missing',
      hint: 'write rate: what flows per unit of time',
    };
  return {
    path: [...path, other],
    message: `what flows is a rate, and this is ${other}`,
    hint: acts.includes('rate') ? `leave ${other} out` : 'write rate: what flows per unit of time',
  };
}
