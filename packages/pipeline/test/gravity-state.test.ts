import {
  createWorld,
  learn,
  type GravityState,
  type PipelineOptions,
} from '@pulse-stream/pipeline';
import {
  PulseError,
  type Dataset,
  type ResultRecord,
  type ScenarioConfigInput,
} from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { failureOf, resultOf } from './run-line.ts';
import { leadModel, twinDataset, twinModel, twinRows } from './twin.ts';

const ALL = 150;
const LEARNED = 120;
const whole = twinDataset(ALL);
const firstRows = (count: number): Dataset => ({
  ...whole,
  sha256: `first ${count}`,
  labels: whole.labels.slice(0, count),
  rows: whole.rows.slice(0, count),
});
/** As a file gives it back. */
const throughJson = (value: GravityState): GravityState => JSON.parse(JSON.stringify(value));
const datasets = new Map([['truth', whole]]);

function optionsFor(method: 'bank' | 'sgd', model = twinModel): PipelineOptions {
  // the warm-up is said, as its default depends on the length of the history
  return { model, gravity: { method, warmup: 40 } };
}
const stateOf = (method: 'bank' | 'sgd' = 'bank', model = twinModel): GravityState =>
  throughJson(learn(createWorld(optionsFor(method, model)), firstRows(LEARNED)));

/** What does not say where the rows came from. */
const essence = ({ final_state, forecast, gravity, shadow_monitor, assessment }: ResultRecord) => ({
  final_state,
  gravity,
  shadow_monitor,
  forecast: { ...forecast, origin: null },
  assessment: { ...assessment, trace_id: '' },
});

describe('a gravity state', () => {
  it.each([
    ['bank', 'twin', twinModel],
    ['sgd', 'twin', twinModel],
    ['bank', 'a model that reads `turn`', leadModel],
    ['sgd', 'a model that reads `turn`', leadModel],
  ] as const)(
    'goes on with later rows exactly as if %s had never stopped, on %s',
    (method, _, model) => {
      const config = { turns: 8, members: 20, seed: 3 };
      const later = { dataset: 'truth', window: ALL - LEARNED };
      const resumed = resultOf(
        { ...config, observations: later },
        { model, datasets, gravityState: stateOf(method, model) },
      );
      const straight = resultOf(
        { ...config, observations: { dataset: 'truth' } },
        { ...optionsFor(method, model), datasets },
      );
      expect(straight.forecast.calibration).toBe('verified');
      expect(essence(resumed)).toEqual(essence(straight));
    },
  );

  it('learned in two parts is the one learned at once', () => {
    const later = {
      ...whole,
      labels: whole.labels.slice(LEARNED),
      rows: whole.rows.slice(LEARNED),
    };
    const second = createWorld({ model: twinModel, gravityState: stateOf() });
    const once = learn(createWorld(optionsFor('bank')), whole);
    expect({ ...learn(second, later), dataset: null }).toEqual({ ...once, dataset: null });
  });

  it('without rows is where a run starts, overrides on top', () => {
    const config = { turns: 4, members: 20, seed: 3 };
    const options = { model: twinModel, gravityState: stateOf() };
    const record = resultOf(config, options);
    const onRows = resultOf(
      { ...config, observations: { dataset: 'truth', until: whole.labels[LEARNED - 1] ?? '' } },
      { ...optionsFor('bank'), datasets },
    );
    expect(essence(record)).toEqual(essence(onRows));
    expect(record.forecast.origin).toEqual({
      dataset: 'truth',
      label: '2009-12',
      row: LEARNED - 1,
    });
    expect(record.forecast.labels).toEqual(['2010-01', '2010-02', '2010-03', '2010-04']);
    const moved = resultOf({ ...config, state_overrides: { level: 77 } }, options);
    expect(moved.forecast.attribution['level']?.start).toBe(77);
  });

  it('serves lines with gravity off, and no express way passes it by', () => {
    const options = { model: twinModel, gravityState: stateOf() };
    const off = resultOf({ turns: 4, members: 20, gravity: false }, options);
    expect(off.gravity.status).toBe('off');
    expect(off.forecast.origin?.label).toBe('2009-12');
  });

  it('says what the history showed about the rules', () => {
    const state = learn(createWorld(optionsFor('bank')), firstRows(LEARNED));
    expect(state.rule_trust['pull']).toMatchObject({ strength: expect.any(Number) });
    expect(state.rule_multiplier).toContainEqual({
      rule: 'pull',
      variable: 'other',
      mean: expect.any(Number),
      sd: expect.any(Number),
    });
    expect(state).toMatchObject({
      engine_version: expect.any(String),
      model: 'twin',
      dataset: { name: 'truth', sha256: `first ${LEARNED}` },
      rows: LEARNED,
      labels: ['2009-11', '2009-12'],
    });
  });
});

describe('rows that the state has seen already', () => {
  const options: PipelineOptions = { model: twinModel, datasets, gravityState: stateOf() };
  it.each<[string, ScenarioConfigInput['observations'], RegExp]>([
    ['a whole dataset', { dataset: 'truth' }, /begin at "2000-01".* learned to "2009-12"/],
    ['one row too many', { dataset: 'truth', window: 31 }, /begin at "2009-12"/],
    ['rows without labels', twinRows(3), /no date or turn/],
    ['labels written in another way', [{ turn: 5, level: 1 }], /begin at "5"/],
  ])('are refused: %s', (_, observations, message) => {
    const { error } = failureOf({ observations }, options);
    expect(error.type).toBe('history-overlap');
    expect(error.message).toMatch(message);
  });

  it('are refused when learning goes on from them', () => {
    const world = createWorld({ model: twinModel, gravityState: stateOf() });
    expect(() => learn(world, firstRows(LEARNED))).toThrow(/history-overlap/);
  });

  it('do not matter to a line that only starts from its last row', () => {
    const record = resultOf(
      { observations: { dataset: 'truth' }, mode: 'seed_then_free' },
      options,
    );
    expect(record.gravity.status).toBe('untaught');
  });
});

describe('a state that is not for this run', () => {
  const state = stateOf();
  it.each<[string, object, string]>([
    ['another model', { model: { ...twinModel, members: 21 } }, 'model_hash'],
    ['another layout', { gravityState: { ...state, version: 2 } }, 'version'],
    ['another engine', { gravityState: { ...state, engine_version: '9' } }, 'engine_version'],
    ['no state', { gravityState: {} }, 'version'],
    ['other options', { gravity: { lambda: 0.5 } }, 'options.lambda'],
    ['another method', { gravity: { method: 'sgd' } }, 'options.method'],
    ['a broken part', { gravityState: { ...state, rows: 'x' } }, 'rows'],
  ])('is refused by its field: %s', (_, changes, field) => {
    const options = { model: twinModel, gravityState: state, ...changes };
    expect(() => createWorld(options)).toThrow(PulseError);
    expect(() => createWorld(options)).toThrow(field);
  });

  it('fails the one line that asks for other options, naming them', () => {
    const { error } = failureOf(
      { gravity: { lambda: 0.5 } },
      { model: twinModel, gravityState: state },
    );
    expect(error).toMatchObject({ type: 'config-invalid', path: 'gravity.lambda' });
    const other = failureOf(
      { gravity: { method: 'sgd' } },
      { model: twinModel, gravityState: state },
    );
    expect(other.error).toMatchObject({ type: 'config-invalid', path: 'gravity.method' });
  });
});
