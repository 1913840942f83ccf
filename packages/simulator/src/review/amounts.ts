import { intervalOf } from '../language/intervals.ts';
import type { Interval } from '../language/operation.ts';
import { isCondition } from '../language/nodes.ts';
import { operandsOf, type ExpressionTree, type NumberTree } from '../language/tree.ts';
import { NumericError } from '../math/numeric-error.ts';
import { toTransformed } from '../math/transform.ts';
import { isRate } from '../model/compile-effects.ts';
import { explainTime, hintTime } from '../model/compile-values.ts';
import type { CompiledDraw, CompiledModel } from '../model/compiled-model.ts';
import { openCountStream } from '../random/count-stream.ts';
import { drawBetween, placeBetween } from '../random/named-distribution.ts';
import type { ModelProblems } from '../shape/problems.ts';
import type { Path } from '../shape/schema-places.ts';
import { keyOfAct, pathOfValue, rangesOf, type Place } from './places.ts';
import { settle, settledValue } from './settled-value.ts';

/** Where an amount lies in every turn of every scenario that changes no parameter. */
type Bounds = (tree: NumberTree) => Interval;

/**
 * Amounts that cannot be what their places need, unless a scenario changes a parameter: standard
 * deviations and means of counts below 0, delays of no time or of less than a step, what has no value,
 * starts outside of a scale.
 */
export function reviewAmounts(
  compiled: CompiledModel,
  places: readonly Place[],
  problems: ModelProblems,
): void {
  const ranges = rangesOf(compiled);
  const boundsOf: Bounds = (tree) => {
    const value = settledValue(tree, compiled);
    return value === null ? intervalOf(tree, ranges) : { low: value, high: value };
  };
  reviewNoise(compiled, boundsOf, problems);
  reviewCounts(compiled, boundsOf, problems);
  reviewDelays(compiled, boundsOf, problems);
  reviewDraws(compiled, problems);
  reviewSettled(compiled, places, problems);
  reviewStarts(compiled, problems);
}

const NOT_BELOW_0 = 'keep it from falling below 0, as with max(0, …)';

/** ` is -1`, or what is known of it. */
const tell = ({ low, high }: Interval): string =>
  low === high ? `is ${low}` : `is never above ${high}`;

function reviewNoise({ names, noises }: CompiledModel, boundsOf: Bounds, problems: ModelProblems) {
  for (const [slot, noise] of noises.entries()) {
    if (noise === null) continue;
    const bounds = boundsOf(noise.tree);
    if (bounds.high >= 0) continue;
    const message = `the standard deviation ${tell(bounds)}, and it needs 0 or more: every member fails`;
    problems.add(['slots', names[slot] ?? '', 'noise', 'sd'], message, { hint: NOT_BELOW_0 });
  }
}

function reviewCounts(
  { rules, clock }: CompiledModel,
  boundsOf: Bounds,
  problems: ModelProblems,
): void {
  for (const [index, { id: rule, effects }] of rules.entries())
    for (const effect of effects) {
      const { draw, add, act, paired, position } = effect;
      if (draw === null || paired) continue;
      const path = ['rules', index, 'effects', position];
      const bounds = boundsOf(add);
      // what flows may move the other way, but not by chance
      if (bounds.high < 0) {
        const message = `the mean of a count ${tell(bounds)}, and it needs 0 or more: every member fails`;
        problems.add([...path, keyOfAct(effect)], message, { rule, hint: NOT_BELOW_0 });
      }
      if (typeof draw !== 'object' || !isRate(act) || clock.dt >= 1) continue;
      const { negative_binomial: k } = draw;
      problems.add(
        [...path, 'draw'],
        `k is the size of the counts of a step: those of a unit of time, in ${1 / clock.dt} steps, spread as with k = ${k / clock.dt}`,
        { rule, hint: `for a k of ${k} per unit of time write ${k * clock.dt}` },
      );
    }
}

function reviewDelays(
  { model, delays, clock }: CompiledModel,
  boundsOf: Bounds,
  problems: ModelProblems,
): void {
  for (const { value, name, time, stages } of delays) {
    const path = pathOfValue(model.values, value);
    const { low, high } = boundsOf(time);
    const isFixed = name === 'delay_fixed';
    const least = clock.dt * stages;
    if (high <= 0 && !isFixed)
      problems.add(path, `${explainTime(name, high)}: every scenario fails`, {
        hint: hintTime(name),
      });
    else if (low === high && low < least) {
      const effect = isFixed ? 'it lasts one step' : 'it jumps beyond its input';
      const of = stages === 1 ? '' : ` in each of its ${stages} stages`;
      problems.add(path, `${name} lasts ${low}, less than a step of ${clock.dt}${of}: ${effect}`, {
        hint: `write a time of ${least} or more, or more steps_per_turn`,
      });
    }
  }
}

/** Distributions that their bounds leave next to nothing of. */
function reviewDraws({ paramDraws, initialDraws }: CompiledModel, problems: ModelProblems): void {
  const review = (path: Path, { distribution, min, max, name }: CompiledDraw): void => {
    const stream = openCountStream(0, 0, name);
    if (drawBetween(distribution, min, max, stream.at(0)) !== null) return;
    problems.add(path, `no draw came to lie ${placeBetween(min, max)}: every member fails`, {
      hint: 'widen min and max, or take a distribution that lies between them',
    });
  };
  for (const draw of paramDraws) review(['params', draw.name, 'draw'], draw);
  for (const draw of initialDraws) review(['slots', draw.name, 'initial'], draw);
}

/** What every scenario computes of parameters alone, and cannot; constants are told where they stand. */
function reviewSettled(
  compiled: CompiledModel,
  places: readonly Place[],
  problems: ModelProblems,
): void {
  for (const { tree, path, rule, isAlways = false } of places) {
    if (!isAlways || isCondition(tree) || !readsNames(tree)) continue;
    const value = settle(tree, compiled);
    if (value instanceof NumericError)
      problems.add(path, `${value.message}: every scenario fails`, { rule });
  }
}

const readsNames = (tree: ExpressionTree): boolean =>
  tree.op === 'param' || tree.op === 'value' || operandsOf(tree).some(readsNames);

/** Initial values that are computed of parameters alone. */
function reviewStarts(compiled: CompiledModel, problems: ModelProblems): void {
  const { names, initials, transforms } = compiled;
  for (const { slot, tree } of initials) {
    const value = settledValue(tree, compiled);
    if (value === null) continue;
    try {
      toTransformed(transforms[slot] ?? 'identity', value);
    } catch (error) {
      if (!(error instanceof NumericError)) throw error;
      const path = ['slots', names[slot] ?? '', 'initial'];
      problems.add(path, `${error.message}: every scenario fails`);
    }
  }
}
