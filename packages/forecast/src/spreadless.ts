import type { Forecast, SimulatedRun } from '@pulse-stream/worldstate';
import type { RunSlot } from '@pulse-stream/worldstate/internal';
import type { SpreadKnowledge } from './calibrated-members.ts';

/** What is known of the errors of a run. */
interface ErrorKnowledge {
  readonly origin?: Forecast['origin'] | undefined;
  readonly spread?: SpreadKnowledge | undefined;
  readonly observed?: ReadonlySet<string> | undefined;
}

/**
 * Targets of a forecast from observations that would look certain only because nothing is known of
 * their errors: they declare no noise, none was learned, and at some horizon their members agree. What
 * is computed from others, or never observed, has no errors that could be learned, and may be known
 * exactly for a while: at every one.
 */
export function findSpreadless(
  run: SimulatedRun,
  { origin = null, spread, observed }: ErrorKnowledge,
): ReadonlySet<string> {
  const { ensemble, horizons, member } = run;
  if (origin === null || member !== null || run.members === 1) return new Set();
  const hasErrors = ({ name, kind }: RunSlot): boolean =>
    kind !== 'value' && observed?.has(name) !== false;
  const agree = (t: number, slot: RunSlot): boolean => {
    if (ensemble === null) return true;
    const { values, members } = ensemble;
    const agreeAt = (_: number, h: number): boolean => {
      const from = (t * horizons.length + h) * members;
      return values.subarray(from, from + members).every((value) => value === values[from]);
    };
    return hasErrors(slot) ? horizons.some(agreeAt) : horizons.every(agreeAt);
  };
  return new Set(
    run.targets.flatMap((slot, t) =>
      slot.noise === 0 && spread?.isResidual(slot.name) !== true && agree(t, slot)
        ? [slot.name]
        : [],
    ),
  );
}
