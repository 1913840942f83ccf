import type { FailureRecord, ResultRecord } from '@pulse-stream/worldstate';

/** A result as a run writes it, as far as tables are made of it. */
export function exampleResult(): ResultRecord {
  const state = (turn: number) => ({
    turn,
    overlays: { hope: turn / 10 },
    variables: { level: turn },
    capital: { cash: 5 },
    values: { total: 2 * turn },
  });
  const traced = (turn: number) => ({
    ...state(turn),
    deltas: {},
    fired_rules: [],
    symbolic_tag: null,
    symbolic_tag_enum: null,
  });
  const result: Partial<ResultRecord> = {
    kind: 'result',
    schema: 2,
    id: 'a',
    line: 3,
    batch_index: 1,
    status: 'complete',
    line_sha256: '0'.repeat(64),
    config: {
      group: 'g',
      turns: 2,
      state_overrides: { hope: 0.25 },
      params: { beta: { normal: [0.3, 0.1], value: 0.3 }, 'rule.R1.trust': 0.5 },
      meta: { location: '01', tags: ['x'] },
      forecast: { events: [{ name: 'peak', when: 'hope > 0.5', by: 1 }] },
    },
    run: { model: 'pulse', model_hash: 'm', seed: 1, members: 9, turns: 2, engine_version: '0' },
    final_state: state(2),
    trace: [traced(1), traced(2)],
    forecast: {
      origin: null,
      horizon: [1, 2],
      labels: ['2026-01-03', '2026-01-10'],
      targets: {
        hope: {
          unit: 'share',
          mean: [0.1, 0.2],
          median: [0.11, 0.21],
          sd: [0.01, 0.02],
          quantiles: { '0.9': [0.3, 0.4], '0.1': [0.05, 0.06] },
        },
        total: { unit: null, mean: [2, 4], median: null, sd: null, quantiles: null },
      },
      quantile_type: 7,
      events: [
        { name: 'peak', probability: 0.5, count: 4, members: 9 },
        { name: 'of_the_model', probability: 0, count: 0, members: 9 },
      ],
      attribution: {},
      calibration: 'declared',
    },
    warnings: [],
  };
  // what tables are not made of is left out
  return result as ResultRecord;
}

/** A failure as a run writes it. */
export const exampleFailure = (): FailureRecord => ({
  kind: 'failure',
  schema: 2,
  line: 4,
  batch_index: 2,
  status: 'failed',
  line_sha256: '1'.repeat(64),
  error: { type: 'config-invalid', stage: 'decode', message: 'no, not so', path: 'turns' },
});
