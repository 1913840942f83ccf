import { PulseError } from '@pulse-stream/worldstate';

/** Which records are cases of interest. */
export interface Threshold {
  /** As it was written. */
  readonly text: string;
  readonly outcome: string;
  readonly holds: (value: number) => boolean;
}

const FORM = /^\s*(\S+?)\s*(>=|<=|>|<)\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*$/;

/**
 * Reads `OUTCOME > NUMBER` (or >=, <, <=).
 * @throws PulseError `option-invalid`
 */
export function readThreshold(text: string): Threshold {
  const [, outcome, comparison, number] = FORM.exec(text) ?? [];
  const limit = Number(number);
  if (outcome === undefined || !Number.isFinite(limit))
    throw new PulseError(
      'option-invalid',
      `cases of interest are OUTCOME and a limit, for example "p_grim >= 0.5", not "${text}"`,
    );
  const compare: Readonly<Record<string, (value: number) => boolean>> = {
    '>': (value) => value > limit,
    '>=': (value) => value >= limit,
    '<': (value) => value < limit,
    '<=': (value) => value <= limit,
  };
  return { text: text.trim(), outcome, holds: compare[comparison ?? ''] ?? (() => false) };
}
