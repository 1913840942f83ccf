import {
  fail,
  type RunObserver,
  type TurnObserver,
  type OutputRecord,
} from '@pulse-stream/worldstate';

/** Longest part of an observer's own words that a record repeats. */
const MESSAGE_CHARACTERS = 200;

/** Turn observers whose throws fail their scenario with `observer-failed`. */
export function guardTurnObservers(observers: readonly TurnObserver[]): TurnObserver[] {
  return observers.map((observer, index) => ({
    observeTurn: (step) =>
      guard(`turn observer ${index}`, `at turn ${step.turn}`, () => observer.observeTurn(step)),
  }));
}

/**
 * Shows a record to every observer.
 * @throws ScenarioError `observer-failed`
 */
export function showRecord(observers: readonly RunObserver[], record: OutputRecord): void {
  for (const [index, observer] of observers.entries())
    guard(`run observer ${index}`, 'at this record', () => observer.observeRecord(record));
}

function guard(who: string, where: string, observe: () => unknown): void {
  const failWith = (words: string): never =>
    fail('observer-failed', 'observe', `${who} ${words}`.slice(0, MESSAGE_CHARACTERS + 80));
  let given: unknown;
  try {
    given = observe();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return failWith(`threw ${where}: ${words.slice(0, MESSAGE_CHARACTERS)}`);
  }
  if (!(given instanceof Promise)) return;
  // nobody waits for it: what it may throw later would end the process
  given.catch(() => undefined);
  failWith('gave a promise: nothing waits for an observer, so it does its work at once');
}
