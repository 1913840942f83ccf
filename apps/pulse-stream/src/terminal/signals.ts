import { EXIT } from './exit-codes.ts';

/** The signals of one run. */
export interface Signals {
  /** First signal: read no more, finish what is in flight. */
  readonly stop: AbortSignal;
  /** Second signal: end at once. */
  readonly abandon: AbortSignal;
  /** Exit code of the first signal; null when there was none. */
  caught(): number | null;
  /** Gives the signals back to the process. */
  release(): void;
}

/** A scenario that takes longer than this after the first signal is given up. */
const GRACE_MILLISECONDS = 1000;

/**
 * Catches SIGINT and SIGTERM for the time of a run: the first stops it well
 * (a scenario that does not end within a second is given up), the second at once
 * (the process ends by that signal, as if nobody had caught it).
 */
export function catchSignals(): Signals {
  const stop = new AbortController();
  const abandon = new AbortController();
  let code: number | null = null;
  let patience: NodeJS.Timeout | undefined;
  const catchOne = (signal: NodeJS.Signals): void => {
    if (code === null) {
      code = signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
      stop.abort();
      patience = setTimeout(() => abandon.abort(), GRACE_MILLISECONDS);
      return;
    }
    abandon.abort();
    release();
    process.kill(process.pid, signal);
  };
  const release = (): void => {
    clearTimeout(patience);
    process.off('SIGINT', catchOne);
    process.off('SIGTERM', catchOne);
  };
  process.on('SIGINT', catchOne);
  process.on('SIGTERM', catchOne);
  return { stop: stop.signal, abandon: abandon.signal, caught: () => code, release };
}
