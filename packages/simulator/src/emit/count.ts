import type { CompiledEffect } from '../model/compiled-model.ts';
import type { ExpressionEmitter } from './expression.ts';
import { readCounter, type Emitted, type Frame } from './turn-places.ts';

/** What is drawn, and from what. */
export interface Count {
  readonly effect: CompiledEffect;
  /** Index over all effects. */
  readonly at: number;
  /** Local variable with the mean; it receives what is drawn. */
  readonly amount: number;
  /** Whether it happens in a step; else once a turn. */
  readonly inStep: boolean;
  /** Leaves what a binomial draw takes of. */
  readonly available: () => void;
}

/** Members draw a count with an amount as its mean, the control run takes the mean itself. */
export function emitCount(
  { compiled, layout }: Emitted,
  frame: Frame,
  emitter: ExpressionEmitter,
  { effect, at, amount, inStep, available }: Count,
): void {
  const { code, turn } = frame;
  // as `checkMean`
  code.get(amount).double(0).op('f64.lt');
  if (effect.draw !== 'binomial')
    code.get(amount).double(Number.MAX_SAFE_INTEGER).op('f64.gt', 'i32.or');
  code.open('if');
  emitter.giveUp();
  code.close();
  readCounter(code, layout, 'noise');
  code.open('if');
  code.int(at).get(amount);
  code.get(turn).op('f64.convert_i32_s').double(compiled.clock.steps).op('f64.mul');
  if (inStep) {
    frame.step();
    code.op('f64.convert_i32_s', 'f64.add');
  }
  available();
  emitter.call('count');
  code.set(amount);
  emitter.remember(amount);
  code.close();
}
