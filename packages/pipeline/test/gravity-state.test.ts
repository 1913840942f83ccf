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

  it('belongs to the parameters of the model, which a line with others is told', () => {
    const options = { model: twinModel, gravityState: stateOf() };
    const warningsOf = (config: object) =>
      resultOf({ turns: 2, members: 5, ...config }, options).warnings;
    expect(warningsOf({ params: { pull: 0.1, 'rule.gain.trust': 1 } })).toEqual([]);
    expect(
      warningsOf({ params: { pull: 0.2, 'rule.pull.trust': 0.5, 'rule.gain.trust': 1 } }),
    ).toEqual([
      {
        type: 'params-untaught',
        message: expect.stringContaining('another pull, rule.pull.trust'),
        path: 'params',
      },
    ]);
    const seeded = { params: { pull: 0.2 }, mode: 'seed_then_free', observations: [{ level: 1 }] };
    expect(resultOf({ turns: 1, members: 2, ...seeded }, { model: twinModel }).warnings).toEqual(
      [],
    );
  });

  it('is another matter beside a history, of which the parameters of a line are a part', () => {
    const observations = Array.from({ length: 30 }, (_, row) => ({ level: 10 + (row % 3) }));
    const typesOf = (config: object) =>
      resultOf({ turns: 2, members: 5, observations, ...config }, { model: twinModel })
        .warnings.filter(({ path }) => path === 'params')
        .map(({ type, message }) => [type, /if (.*) had held/.exec(message)?.[1]]);
    const other = { pull: 0.2, 'rule.pull.trust': 0.5, 'rule.gain.trust': 1 };
    expect(typesOf({ params: other })).toEqual([
      ['params-taught', 'pull = 0.2, rule.pull.trust = 0.5'],
    ]);
    expect(typesOf({ params: { pull: { uniform: [0.1, 0.2] } } })).toEqual([]);
    expect(typesOf({ params: other, gravity: false })).toEqual([]);
    expect(typesOf({ interventions: [{ turn: 1, set: { pull: 0.2 } }] })).toEqual([]);
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

describe('rows that do not go on where the state ends', () => {
  const options: PipelineOptions = { model: twinModel, datasets, gravityState: stateOf() };
  const after = (first: number): Dataset => ({
    ...whole,
    sha256: `from ${first}`,
    labels: whole.labels.slice(first),
    rows: whole.rows.slice(first),
  });
  const gap =
    /begin at "2010-02", .* learned to "2009-12": "2010-02" is not one month after "2009-12"/;

  it('are refused as a gap, as a dataset, a window of one, rows of a line, or one row', () => {
    const late = { ...options, datasets: new Map([['truth', after(LEARNED + 1)]]) };
    const rows = [
      { date: '2010-02', level: 1 },
      { date: '2010-03', level: 1 },
    ];
    for (const [observations, given] of [
      [{ dataset: 'truth' }, late],
      [{ dataset: 'truth', window: ALL - LEARNED - 1 }, options],
      [rows, options],
      [rows.slice(0, 1), options],
    ] as const) {
      const { error } = failureOf({ observations: observations as never }, given); // readonly rows
      expect(error).toMatchObject({ type: 'history-gap', message: expect.stringMatching(gap) });
      expect(error.hint).toContain('the rows between them');
    }
  });

  it('are refused when learning goes on from them', () => {
    const world = createWorld({ model: twinModel, gravityState: stateOf() });
    expect(() => learn(world, after(LEARNED + 1))).toThrow(/history-gap: .*"2010-02" is not one/);
    expect(learn(world, after(LEARNED)).rows).toBe(ALL);
  });

  it.each([
    ['turns', ['7', '8'], ['9', '10'], ['10', '11']],
    ['ISO weeks', ['2020-W52', '2020-W53'], ['2021-W01'], ['2021-W02', '2021-W03']],
    ['month ends', ['2019-12-31', '2020-01-31'], ['2020-02-29'], ['2020-03-31', '2020-04-30']],
    ['days', ['20111230', '20111231'], ['20120101'], ['20120103', '20120104', '20120105']],
    ['years', ['1998', '1999'], ['2000'], ['2001', '2002']],
  ])('are found whatever the model says of time: %s', (_, labels, next, late) => {
    const model = { ...twinModel, time_unit: 'turn' };
    const of = (list: readonly string[]): Dataset => ({
      ...whole,
      sha256: list.join(),
      labels: list,
      rows: list.map(() => [1, 1, 0.5]),
    });
    const gravityState = throughJson(learn(createWorld({ model }), of(labels)));
    const observe = (list: readonly string[]) => ({
      model,
      gravityState,
      datasets: new Map([['truth', of(list)]]),
    });
    const observations = { dataset: 'truth' };
    expect(resultOf({ observations }, observe(next)).forecast.origin?.label).toBe(next.at(-1));
    expect(failureOf({ observations }, observe(late)).error.type).toBe('history-gap');
    expect(failureOf({ observations }, observe(labels)).error.type).toBe('history-overlap');
  });
});

describe('a state that is not for this run', () => {
  const state = stateOf();
  it.each<[string, object, string]>([
    ['another model', { model: { ...twinModel, members: 21 } }, 'model_hash'],
    ['the layout before', { gravityState: { ...state, version: 3 } }, 'version'],
    ['another layout', { gravityState: { ...state, version: 5 } }, 'version'],
    ['another engine', { gravityState: { ...state, engine_version: '9' } }, 'engine_version'],
    ['no state', { gravityState: {} }, 'version'],
    ['other options', { gravity: { lambda: 0.5 } }, 'options.lambda'],
    ['another method', { gravity: { method: 'sgd' } }, 'options.method'],
    [
      'labels of other rows',
      { gravityState: { ...state, labels: ['2009-12', '2010-01'] } },
      'labels',
    ],
    [
      'labels out of order',
      { gravityState: { ...state, labels: ['2010-01', '2009-12'] } },
      'labels',
    ],
    ['a label twice', { gravityState: { ...state, labels: ['2009-12', '2009-12'] } }, 'labels'],
    ['labels of two kinds', { gravityState: { ...state, labels: ['a', '2009-12'] } }, 'labels'],
    ['a label too few', { gravityState: { ...state, labels: ['2009-12'] } }, 'labels'],
    ['fewer rows', { gravityState: { ...state, rows: 1 } }, 'labels'],
    ['more rows', { gravityState: { ...state, rows: 999 } }, 'rows'],
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
