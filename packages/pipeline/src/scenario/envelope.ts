import type { DecodedScenario } from '@pulse-stream/codec/internal';
import type { Failure, Forecast, SimulatedRun } from '@pulse-stream/worldstate';
import type { Assessment, GravityRecord, ShadowRecord } from '@pulse-stream/worldstate/internal';
import type { Line } from '../batch/line.ts';
import type { LearnedEvidence } from '../history/learned-evidence.ts';
import type { PreparedScenario } from './prepare-scenario.ts';

// The envelope: a line on its way to its record. Every stage adds its part and leaves the others,
// so whoever stands between two stages sees everything that is known so far.

/** A line as it was cut out of its input. */
export interface Framed {
  readonly line: Line;
}

/** Its scenario: `config` with all defaults, `given` as the line said it. */
export interface Decoded extends Framed, DecodedScenario {}

/** The history it starts from, its corrector and its shadow monitor. */
export interface Initialised extends Decoded {
  readonly scenario: PreparedScenario;
}

/** Control run and ensemble. */
export interface Simulated extends Initialised {
  readonly run: SimulatedRun;
}

/** What is forecast, and what earlier forecasts say about it (null: nothing was learned). */
export interface Forecasted extends Simulated {
  readonly forecast: Forecast;
  readonly evidence: LearnedEvidence | null;
}

/** How much of it is learned correction. */
export interface Corrected extends Forecasted {
  readonly gravity: GravityRecord;
}

/** The verdict on that share. */
export interface Monitored extends Corrected {
  readonly shadow: ShadowRecord;
}

/** How far it is to be trusted. */
export interface Assessed extends Monitored {
  readonly assessment: Assessment;
}

/** A line that failed; every later stage passes it on untouched. */
export interface Failed extends Framed {
  readonly failure: Failure;
  /** null: it could not be read. */
  readonly decoded: DecodedScenario | null;
  /** What was thrown, when something was; its stack is printed with `debug`. */
  readonly error: unknown;
}

export function isFailed(item: Framed): item is Failed {
  return 'failure' in item;
}
