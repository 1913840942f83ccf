import { expect, test } from 'vitest';
import { FAILURE_CODES } from '../failure.ts';
import { FailureRecord, OutputRecord, ResultRecord, VERDICTS, Verdict } from './records.ts';

const parts = (fields: object): string => Object.keys(fields).join(' ');

// DESIGN.md §3 fixes the order of the keys on the wire; the schemas carry it.
test('the keys of a result are in the order of the contract', () => {
  expect(parts(ResultRecord.shape)).toBe(
    'kind schema id line source batch_index status line_sha256 config run final_state trace forecast ' +
      'gravity shadow_monitor assessment warnings',
  );
  const { run, forecast, gravity, shadow_monitor, assessment } = ResultRecord.shape;
  expect(parts(run.shape)).toBe('model model_hash seed members turns engine_version member');
  expect(parts(forecast.shape)).toBe(
    'origin horizon labels targets quantile_type events attribution calibration',
  );
  expect(parts(gravity.shape)).toBe(
    'status method observations_used refused variables top_contributors health lambda',
  );
  expect(parts(shadow_monitor.shape)).toBe('triggered verdict variables');
  expect(parts(assessment.shape)).toBe(
    'trace_id confidence fragility risk trust_label action gate symbolic reasons',
  );
});

test('the keys of a failure are in the order of the contract', () => {
  expect(parts(FailureRecord.shape)).toBe(
    'kind schema id line source batch_index status line_sha256 config run error',
  );
  // reproducible: RELIABILITY.md §2, of worker-crashed alone
  expect(parts(FailureRecord.shape.error.shape)).toBe(
    'type stage message path hint raw reproducible traceback',
  );
});

const failure = {
  kind: 'failure',
  schema: 2,
  line: 3,
  batch_index: 2,
  status: 'failed',
  line_sha256: 'ab',
  error: { type: 'bad-json', stage: 'decode', message: 'no JSON' },
};

test('a record is told by its kind', () => {
  expect(OutputRecord.parse(failure).kind).toBe('failure');
  expect(OutputRecord.safeParse({ ...failure, kind: 'other' }).success).toBe(false);
  expect(OutputRecord.safeParse({ ...failure, kind: 'result' }).success).toBe(false);
});

test('a failure has a code of the list and a line from 1', () => {
  for (const type of FAILURE_CODES)
    expect(FailureRecord.safeParse({ ...failure, error: { ...failure.error, type } }).success).toBe(
      true,
    );
  const unknown = { ...failure, error: { ...failure.error, type: 'odd' } };
  expect(FailureRecord.safeParse(unknown).success).toBe(false);
  expect(FailureRecord.safeParse({ ...failure, line: 0 }).success).toBe(false);
});

test('verdicts run from no evidence to the worst', () => {
  expect(VERDICTS).toEqual(['untaught', 'healthy', 'assisted', 'harmful', 'review']);
  expect(Verdict.options).toEqual([...VERDICTS]);
});

test('no NaN and no Infinity fits a record', () => {
  const { final_state } = ResultRecord.shape;
  const values = { turn: 1, overlays: {}, variables: {}, capital: {} };
  expect(final_state.safeParse({ ...values, overlays: { hope: 0.5 } }).success).toBe(true);
  for (const value of [NaN, Infinity, -Infinity, null])
    expect(final_state.safeParse({ ...values, overlays: { hope: value } }).success).toBe(false);
});
