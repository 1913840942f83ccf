import { perItem, type Failure } from '@pulse-stream/worldstate';
import type { ShadowRecord } from '@pulse-stream/worldstate/internal';
import { defer, type OperatorFunction } from 'rxjs';
import type { ShadowOptions } from './options.ts';
import { openStepMonitor, type ShadowStep } from './shadow-step.ts';

/**
 * The running verdict over a stream of steps: one record out per step in, in order, synchronously.
 * A step that cannot be summed becomes a failure; failures pass untouched. What was seen belongs to
 * one subscription.
 * @param options of `resolveShadowOptions`
 */
export function monitorShadow(
  options: ShadowOptions,
): OperatorFunction<ShadowStep | Failure, ShadowRecord | Failure> {
  return (source) =>
    defer(() => {
      const monitor = openStepMonitor(options);
      return source.pipe(perItem((step: ShadowStep) => monitor.observe(step), 'shadow-monitor'));
    });
}
