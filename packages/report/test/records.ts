import type { FailureRecord, OutputRecord, ResultRecord } from '@pulse-stream/worldstate';

const LEVELS = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

/** What a made record is about. */
export interface MadeRecord {
  readonly id?: string;
  readonly line: number;
  readonly unit?: string | null;
  readonly target?: string;
  /** Input of the scenario, which its mean follows. */
  readonly beta?: number;
  readonly status?: 'complete' | 'gated';
  /** By event: its probability. */
  readonly events?: Readonly<Record<string, number>>;
  /** What the gate of the run said. */
  readonly action?: ResultRecord['assessment']['action'];
  readonly gate?: ResultRecord['assessment']['gate'];
  readonly origin?: ResultRecord['forecast']['origin'];
}

/** A result whose means are beta + turn, and whose quantiles lie around them. */
export function makeResult(made: MadeRecord): ResultRecord {
  const { id, line, unit = 'share', target = 'level', beta = 1, status = 'complete' } = made;
  const horizon = [1, 2, 3, 4];
  const mean = horizon.map((turn) => beta + turn);
  const quantiles = Object.fromEntries(
    LEVELS.map((level) => [String(level), mean.map((value) => value + 4 * (level - 0.5))]),
  );
  const median = [...mean];
  return {
    kind: 'result',
    schema: 2,
    ...(id === undefined ? {} : { id }),
    line,
    batch_index: line - 1,
    status,
    line_sha256: '0'.repeat(64),
    config: { params: { beta } },
    run: {
      model: 'lake',
      model_hash: 'abc',
      seed: 7,
      members: 50,
      turns: 4,
      engine_version: '0.1.0',
    },
    final_state: { turn: 4, overlays: {}, variables: { [target]: beta + 4.5 }, capital: {} },
    forecast: {
      origin: made.origin ?? null,
      horizon,
      targets: { [target]: { unit, mean, median, sd: horizon.map(() => 1), quantiles } },
      quantile_type: 7,
      events: Object.entries(made.events ?? { flood: 0.25 }).map(([name, probability]) => ({
        name,
        probability,
        count: Math.round(50 * probability),
        members: 50,
      })),
      attribution: {
        [target]: {
          start: beta,
          end: beta + 4,
          change: 4,
          unit,
          parts: {
            'rule.fill': 5,
            'rule.drain': -1.5,
            'gravity.level': 0.25,
            noise: 0.25,
            bounds: 0,
          },
        },
      },
      calibration: 'declared',
    },
    gravity: {
      status: 'off',
      method: 'bank',
      observations_used: 0,
      refused: 0,
      variables: {},
      top_contributors: [],
      health: { status: 'off', warnings: [], recommendations: [] },
    },
    shadow_monitor: {
      triggered: false,
      verdict: 'assisted',
      variables: {
        [target]: {
          variance_explained: 0.12,
          dominance: 0,
          energy_share: 0,
          samples: 40,
          verdict: 'assisted',
        },
      },
    },
    assessment: {
      trace_id: 't',
      confidence: null,
      fragility: null,
      risk: 0,
      trust_label: 'Unverified',
      action: made.action ?? 'Unverified',
      gate: made.gate ?? null,
      symbolic: null,
      reasons: {},
    },
    warnings: [],
  };
}

/** A failure with a message. */
export function makeFailure(line: number, message: string, id?: string): FailureRecord {
  return {
    kind: 'failure',
    schema: 2,
    ...(id === undefined ? {} : { id }),
    line,
    batch_index: line - 1,
    status: 'failed',
    line_sha256: '0'.repeat(64),
    error: { type: 'config-invalid', stage: 'decode', message, path: message, hint: message },
  };
}

/** A run of so many scenarios, in which beta varies. */
export function makeRun(count: number): OutputRecord[] {
  return Array.from({ length: count }, (_, at) =>
    makeResult({ id: `s-${at + 1}`, line: at + 1, beta: ((at * 7) % count) + 1 }),
  );
}
