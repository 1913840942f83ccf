import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn } from '../settings/settings.ts';
import { catchSignals } from '../terminal/signals.ts';

/** So long nothing is heard of a signal. */
const BREATH_MILLISECONDS = 50;

/** What a command that writes at its end only has to let itself be stopped. */
export interface Attended {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly stop: AbortSignal;
  /**
   * Goes through the steps of a computation, and listens now and then between two of them.
   * @throws PulseError `aborted`
   */
  readonly compute: <T>(steps: Generator<unknown, T>) => Promise<T>;
}

/**
 * Runs a command that writes at its end only, and says so where a signal stopped it before.
 * @returns its exit code, or that of the signal
 */
export async function attend(
  { terminal: { now }, messages, settings }: CommandContext,
  work: (attended: Attended) => Promise<number>,
): Promise<number> {
  const signals = catchSignals();
  const compute = async <T>(steps: Generator<unknown, T>): Promise<T> => {
    for (let since = now(); ;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (now() - since < BREATH_MILLISECONDS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      if (signals.stop.aborted) throw new PulseError('aborted', 'stopped by a signal');
      since = now();
    }
  };
  try {
    return await work({ stop: signals.stop, compute });
  } catch (error) {
    const signal = signals.caught();
    if (signal === null || !(error instanceof PulseError) || error.code !== 'aborted') throw error;
    if (!isOn(settings, 'quiet'))
      messages.say('summary', 'stopped before the end: nothing was written');
    return signal;
  } finally {
    signals.release();
  }
}
