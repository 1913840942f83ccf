import type { DecodeOptions, EncodeOptions } from '@pulse-stream/codec';
import type { AssessOperatorOptions, ForecastOperatorOptions } from '@pulse-stream/forecast';
import type { ApplyGravityOptions } from '@pulse-stream/gravity';
import {
  createStages,
  createWorld,
  processLine,
  pulsePipeline,
  runBatch,
  useHistory,
  type GravityState,
  type Line,
  type PipelineOptions,
  type RunBatchControl,
  type RunPipelineOptions,
} from '@pulse-stream/pipeline';
import type { ShadowOptions } from '@pulse-stream/shadow-monitor';
import {
  compileModel,
  createCore,
  reviewModel,
  simulate,
  simulateRun,
  simulateSteps,
  type AnyModel,
  type CompiledModel,
  type SimulateOptions,
  type SimulateStageOptions,
} from '@pulse-stream/simulator';
import { createPlainRun, planScenario, type CoreOptions } from '@pulse-stream/simulator/internal';
import { ForecastScorer, type BacktestSettings, type ScoreOptions } from '@pulse-stream/verify';
import {
  createWorldState,
  restoreWorldState,
  ScenarioConfig,
  snapshotWorldState,
  WorldModel,
  type Dataset,
  type OutputRecord,
  type WorldModelInput,
} from '@pulse-stream/worldstate';
import {
  listOverlays,
  validateWorldState,
  takeUndeclared,
} from '@pulse-stream/worldstate/internal';
import { lastValueFrom, map, of, type OperatorFunction } from 'rxjs';
import { expect, expectTypeOf, test } from 'vitest';

const raw: WorldModelInput = {
  name: 'savings',
  slots: {
    savings: { kind: 'variable', initial: 100, noise: 1 },
    hope: { kind: 'overlay', initial: 0.5 },
  },
  dynamic_overlay: {},
  params: { rate: { value: 0.1 } },
  rules: [{ id: 'interest', effects: [{ target: 'savings', add: 'rate * savings' }] }],
  forecast: { targets: ['savings'], events: [{ name: 'rich', when: 'savings > 110' }] },
};
const compiled = compileModel(raw);
const state = createWorldState(raw).state;

const config = { id: 'a', turns: 3, members: 5, params: { rate: 0.2 } };
const scenario = ScenarioConfig.parse(config);
const history: Dataset = {
  name: 'history',
  columns: ['savings'],
  labels: ['1', '2', '3', '4'],
  rows: [[100], [111], [120], [133]],
  sha256: '0'.repeat(64),
};

const datasets = new Map([['history', history]]);
/** Forecasts an event that only its model has the condition of. */
const issued = processLine(
  createWorld({ model: raw, datasets }),
  toLine({ ...config, turns: 2, observations: { dataset: 'history', until: '2' } }),
);

function toLine(value: unknown): Line {
  return { line: 1, batchIndex: 0, bytes: new TextEncoder().encode(JSON.stringify(value)) };
}

/** All stages one by one. */
function byStages(options: PipelineOptions): OperatorFunction<Line, OutputRecord> {
  const {
    decode,
    initialise,
    simulate: run,
    forecast,
    gravity,
    assess,
    record,
    ...rest
  } = createStages(options);
  return (lines$) =>
    lines$
      .pipe(
        map((line) => ({ line })),
        decode,
        initialise,
        run,
        forecast,
        gravity,
      )
      .pipe(rest['shadow-monitor'], assess, record);
}

const records = async (stage: OperatorFunction<Line, OutputRecord>): Promise<OutputRecord> =>
  await lastValueFrom(of(toLine(config)).pipe(stage));

/** Everything that is told what the world is, with something that depends on it. */
const DOORS: Record<string, (model: AnyModel) => unknown> = {
  runBatch: async (model) => {
    for await (const record of runBatch([config], { model })) return record;
    return null;
  },
  pulsePipeline: async (model) => await records(pulsePipeline({ model })),
  createStages: async (model) => await records(byStages({ model })),
  createWorld: (model) => createWorld({ model }).modelHash,
  ForecastScorer: (model) => {
    const scorer = new ForecastScorer({ datasets, model });
    scorer.add(issued);
    return scorer.report().events.map(({ event, n }) => [event, n]);
  },
  useHistory: (model) => useHistory(history, model, { ignoreColumns: false }).dataset.columns,
  simulate: async (model) => await lastValueFrom(of(scenario).pipe(simulate({ model }))),
  simulateRun: (model) => simulateRun(model, scenario),
  simulateSteps: (model) => [...simulateSteps(model, scenario)].length >= 0,
  reviewModel: (model) => [...reviewModel(model), 'looked at'],
  planScenario: (model) => planScenario(model, scenario).targets,
  createPlainRun: (model) => createPlainRun(model, scenario, [['rule.interest']]) !== null,
  createCore: (model) => createCore(model, { params: { rate: 0.3 } }).slots,
  compileModel: (model) => compileModel(model).model,
  createWorldState: (model) => createWorldState(model, { hope: 2, awe: 0.1 }),
  validateWorldState: (model) => validateWorldState(model, { ...state, overlays: { hope: 2 } }),
  snapshotWorldState: (model) => snapshotWorldState(model, state),
  restoreWorldState: (model) => restoreWorldState(model, snapshotWorldState(raw, state)),
  listOverlays: (model) => listOverlays(model, state),
  takeUndeclared: (model) => takeUndeclared(model, 'awe', 'state_overrides.awe'),
};

test.each(Object.entries(DOORS))(
  '%s takes a model as a person writes it, parsed, or compiled, and does the same with it',
  async (_, use) => {
    const expected = await use(raw);
    expect(expected).not.toEqual([]);
    expect(expected).not.toBeNull();
    expect(await use(WorldModel.parse(raw))).toEqual(expected);
    expect(await use(compiled)).toEqual(expected);
  },
);

/** Functions of a door whose first parameter is a compiled model and nothing else. */
type OnlyCompiled<Door> = {
  [Name in keyof Door]: Door[Name] extends (model: infer M, ...others: never[]) => unknown
    ? [CompiledModel, M] extends [M, CompiledModel | null | undefined]
      ? Name
      : never
    : never;
}[keyof Door];

test('no function of a door asks for a compiled model only', () => {
  const only = { takes: (model: CompiledModel) => model, not: (model: AnyModel) => model };
  expectTypeOf<OnlyCompiled<typeof only>>().toEqualTypeOf<'takes'>();
  expectTypeOf<OnlyCompiled<typeof import('@pulse-stream/simulator')>>().toBeNever();
  expectTypeOf<OnlyCompiled<typeof import('@pulse-stream/worldstate')>>().toBeNever();
  expectTypeOf<OnlyCompiled<typeof import('@pulse-stream/pipeline')>>().toBeNever();
  expectTypeOf<OnlyCompiled<typeof import('@pulse-stream/verify')>>().toBeNever();
});

test('a compiled model is not compiled again', () => {
  expect(compileModel(compiled)).toBe(compiled);
  expect(createWorld({ model: compiled }).compiled).toBe(compiled);
});

test.each([[null], ['savings'], [[]], [{}], [{ ...raw, memo: {} }], [{ model: raw, nodes: 3 }]])(
  'what is no model is refused as one, not by a slip of the engine: %j',
  (value) => {
    // only a program without types can do this
    const model = value as AnyModel;
    const refusal: unknown = expect.objectContaining({ code: 'model-invalid' });
    expect(() => createWorld({ model })).toThrow(refusal);
    expect(() => simulate({ model })).toThrow(refusal);
    expect(() => simulateRun(model, scenario)).toThrow(refusal);
    expect(() => new ForecastScorer({ datasets, model: model ?? [] })).toThrow(refusal);
  },
);

/** Options whose type says nothing. */
type Untyped<T> = { [K in keyof T]-?: unknown extends T[K] ? K : never }[keyof T];
type UntypedOf<All extends readonly unknown[]> = { [I in keyof All]: Untyped<All[I]> }[number];

test('every option has a type that says what it is', () => {
  expectTypeOf<UntypedOf<[{ a: 1 }, { b?: unknown }]>>().toEqualTypeOf<'b'>();
  expectTypeOf<
    UntypedOf<
      [
        PipelineOptions,
        RunPipelineOptions,
        RunBatchControl,
        ScoreOptions,
        BacktestSettings,
        SimulateOptions,
        SimulateStageOptions,
        CoreOptions,
        AssessOperatorOptions,
        ForecastOperatorOptions,
        ApplyGravityOptions,
        ShadowOptions,
        DecodeOptions,
        EncodeOptions,
      ]
    >
  >().toBeNever();
  expectTypeOf<PipelineOptions['model']>().toEqualTypeOf<AnyModel | undefined>();
  expectTypeOf<PipelineOptions['gravityState']>().toEqualTypeOf<GravityState | undefined>();
});
