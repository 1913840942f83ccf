import { createWorld } from '@pulse-stream/pipeline';
import { ENGINE_VERSION } from '@pulse-stream/pipeline/internal';
import { OutputRecord, type ControlStep, type WorldModelInput } from '@pulse-stream/worldstate';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failureOf, recordOf, resultOf } from './run-line.ts';
import { twinModel, twinRows } from './twin.ts';

describe('a record', () => {
  it('says what ran: model and its hash, effective seed, members, turns, engine', () => {
    const record = resultOf({ id: 'a', turns: 3, members: 5 }, { seed: 4 });
    expect(OutputRecord.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      kind: 'result',
      schema: 2,
      id: 'a',
      line: 1,
      batch_index: 0,
      status: 'complete',
      run: { model: 'pulse', members: 5, turns: 3, engine_version: ENGINE_VERSION },
      assessment: { trace_id: expect.stringMatching(/^[0-9a-f]{14}$/) },
    });
    expect(record.run.model_hash).toMatch(/^[0-9a-f]{16}$/);
    const other = resultOf({ id: 'a', turns: 3, members: 5 }, { model: twinModel });
    expect(other.run.model_hash).not.toBe(record.run.model_hash);
  });

  it('names the engine by the version of the package', () => {
    const file = new URL('../package.json', import.meta.url);
    expect(ENGINE_VERSION).toBe(JSON.parse(readFileSync(file, 'utf8')).version);
  });

  it('of a line that says nothing takes the defaults of the run; its config stays empty', () => {
    const defaults = { turns: 4, members: 3, trace: 'summary', assess: 'basic' } as const;
    expect(resultOf({}, { defaults }).config).toEqual({});
    expect(resultOf({}, { defaults }).run).toMatchObject({ turns: 4, members: 3 });
    expect(resultOf({ turns: 2 }, { defaults }).run).toMatchObject({ turns: 2, members: 3 });
    expect(resultOf({}, { defaults }).trace).toHaveLength(4);
  });

  it('repeats the config, inline observations as their digest unless asked for in full', () => {
    const observations = twinRows(3);
    const config = { observations, meta: { a: [1] } };
    const short = resultOf(config, { model: twinModel });
    expect(short.config).toMatchObject({
      meta: { a: [1] },
      observations: { rows: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const full = resultOf(config, { model: twinModel, echoFull: true });
    expect(full.config.observations).toEqual(observations);
    expect({ ...full, config: null }).toEqual({ ...short, config: null });
  });

  it('its seed put into a config replays it', () => {
    for (const config of [
      { turns: 5, members: 8 },
      { id: 'x', turns: 5, members: 8 },
    ]) {
      const first = resultOf(config, { seed: 'run' });
      const replay = resultOf({ ...config, seed: first.run.seed }, { seed: 'another run' });
      expect(replay.run.seed).toBe(first.run.seed);
      expect(replay.forecast).toEqual(first.forecast);
    }
  });

  it('draws from the run seed when the random numbers are common, from its own otherwise', () => {
    const [a, b] = [{ id: 'a' }, { id: 'b' }].map((config) => resultOf(config));
    expect(a?.run.seed).not.toBe(b?.run.seed);
    const [c, d] = [{ id: 'a' }, { id: 'b' }].map((config) =>
      resultOf(config, { seed: 3, crn: true }),
    );
    expect([c?.run.seed, d?.run.seed]).toEqual([3, 3]);
    expect(c?.forecast).toEqual(d?.forecast);
  });

  it('of one replayed member is that path, and a member the ensemble has not is refused', () => {
    const record = resultOf({ members: 5, turns: 2 }, { member: 4 });
    expect(record.run).toMatchObject({ member: 4, members: 5 });
    expect(record.forecast.targets['hope']).toMatchObject({ sd: null, quantiles: null });
    expect(failureOf({ members: 5 }, { member: 5 }).error).toMatchObject({
      type: 'config-invalid',
      stage: 'initialise',
      path: 'members',
    });
    expect(resultOf({ members: 1 }, { member: 5 }).run).not.toHaveProperty('member');
  });

  it('is gated when the gate does not hold or reads what is unknown', () => {
    const events = [{ name: 'up', when: 'hope >= 0' }];
    const gated = (gate: string) => {
      const { status, assessment } = resultOf({ members: 1, forecast: { events } }, { gate });
      return { ...assessment.gate, action: assessment.action, status };
    };
    expect(gated('p_up >= 1')).toMatchObject({ status: 'complete', passed: true });
    expect(gated('p_up < 1')).toEqual({
      status: 'gated',
      passed: false,
      expr: 'p_up < 1',
      reason: 'does not hold: p_up = 1',
      action: gated('p_up >= 1').action,
    });
    expect(resultOf({ members: 1 }, {}).assessment.gate).toBe(null);
    expect(gated('confidence > 0')).toMatchObject({
      status: 'gated',
      reason: expect.stringContaining('confidence is null'),
    });
    expect(gated('p_none < 1')).toMatchObject({ status: 'gated' });
    expect(gated('correction_share <= 0')).toMatchObject({ status: 'complete' });
  });

  it('of a failed line tells the place, the hash of the line and what is known of the run', () => {
    const unread = failureOf('{"turns":}');
    expect(unread).toMatchObject({ kind: 'failure', status: 'failed', line: 1, batch_index: 0 });
    expect(unread.line_sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(unread).not.toHaveProperty('run');
    const failed = failureOf({ id: 'a', turns: 2, observations: { dataset: 'none' } });
    expect(OutputRecord.parse(failed)).toEqual(failed);
    expect(failed).toMatchObject({
      id: 'a',
      config: { turns: 2 },
      run: { model: 'pulse', seed: expect.any(Number), turns: 2, members: 100 },
      error: { type: 'dataset-unknown', stage: 'initialise', path: 'observations.dataset' },
    });
    expect(failed.error).not.toHaveProperty('traceback');
  });

  it('of a failed scenario has the stack only with debug', () => {
    const config = { observations: { dataset: 'none' } };
    expect(failureOf(config, { debug: true }).error.traceback).toContain('ScenarioError');
  });

  it.each([
    [{ members: 100_000, turns: 100_000 }, 'limit-exceeded', 'members'],
    [{ state_overrides: { hopee: 1 } }, 'unknown-name', 'state_overrides.hopee'],
    [{ gravity: { lambda: 2 } }, 'config-invalid', 'gravity.lambda'],
    [{ params: { 'rule.none.trust': 1 } }, 'unknown-name', 'params.rule.none.trust'],
    [{ observations: [{ hopee: 1 }] }, 'observations-invalid', 'observations.hopee'],
  ])('of %j is a failure of type %s at %s', (config, type, path) => {
    expect(failureOf(config, { strict: true }).error).toMatchObject({ type, path });
  });

  it('of a parameter or a slot in the place of the other says where it belongs', () => {
    const params = { ...twinModel.params, rate: { value: 1 } };
    const rate: WorldModelInput = { ...twinModel, params };
    const [slot = ''] = Object.keys(twinModel.slots);
    const wrong: [object, string, string][] = [
      [{ state_overrides: { rate: 1 } }, 'state_overrides.rate', 'is a parameter: use params'],
      [{ params: { [slot]: 1 } }, `params.${slot}`, 'is a slot: use state_overrides'],
    ];
    for (const [config, path, message] of wrong)
      expect(failureOf(config, { model: rate }).error).toMatchObject({
        type: 'unknown-name',
        path,
        message: expect.stringContaining(message),
      });
  });

  it('says of an intervention after the last turn that nothing was applied', () => {
    const late = { members: 1, turns: 2, interventions: [{ turn: 3, set: { hope: 1 } }] };
    expect(resultOf(late).warnings).toMatchObject([
      { type: 'intervention-unused', path: 'interventions[0].turn' },
    ]);
  });

  it('of a model has the hash it had before dynamic overlays could be left out', () => {
    const model: WorldModelInput = { name: 'm', slots: { x: { kind: 'variable', initial: 0 } } };
    expect(resultOf({}, { model }).run.model_hash).toBe('932366916669a352');
    const said = { ...model, dynamic_overlay: {} };
    expect(resultOf({}, { model: said }).run.model_hash).toBe('932366916669a352');
  });

  it('of a name nobody declared warns, unless the run is strict', () => {
    const { warnings, final_state } = resultOf({ state_overrides: { calm: 0.4 }, members: 1 });
    expect(warnings).toMatchObject([{ type: 'dynamic-overlay', path: 'state_overrides.calm' }]);
    expect(final_state.overlays).toHaveProperty('calm');
  });
});

describe('observers', () => {
  it('see every turn of the control run and every record', () => {
    const turns: number[] = [];
    const kinds: string[] = [];
    const options = {
      turnObservers: [{ observeTurn: ({ turn }: ControlStep) => turns.push(turn) }],
      runObservers: [{ observeRecord: ({ kind }: OutputRecord) => kinds.push(kind) }],
    };
    const world = createWorld(options);
    resultOf({ turns: 3, members: 4 }, world);
    failureOf('{', world);
    expect(turns).toEqual([1, 2, 3]);
    expect(kinds).toEqual(['result', 'failure']);
  });

  it('that throw fail their own record only', () => {
    const watch = {
      observeTurn: ({ turn }: ControlStep) => {
        if (turn === 2) throw new Error('enough');
      },
    };
    const world = createWorld({ turnObservers: [watch] });
    expect(recordOf({ turns: 1 }, world).kind).toBe('result');
    expect(failureOf({ id: 'b', turns: 2 }, world)).toMatchObject({
      id: 'b',
      config: { turns: 2 },
      error: {
        type: 'observer-failed',
        stage: 'observe',
        message: expect.stringContaining('enough'),
      },
    });
    expect(recordOf({ turns: 1 }, world).kind).toBe('result');
  });

  it('that give a promise fail their own record, and what they throw later ends nothing', async () => {
    // a program without types can hand over what takes its time
    const late = (): unknown => Promise.resolve().then(() => Promise.reject(new Error('down')));
    const turns = createWorld({ turnObservers: [{ observeTurn: late }] });
    const records = createWorld({ runObservers: [{ observeRecord: late }] });
    for (const world of [turns, records])
      expect(failureOf({ turns: 2 }, world).error).toMatchObject({
        type: 'observer-failed',
        message: expect.stringContaining('gave a promise'),
      });
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('of records that throw replace the record by a failure', () => {
    const observeRecord = (record: OutputRecord) => {
      if (record.id === 'bad') throw new TypeError('not this one');
    };
    const world = createWorld({ runObservers: [{ observeRecord }] });
    expect(failureOf({ id: 'bad', turns: 2 }, world)).toMatchObject({
      id: 'bad',
      config: { turns: 2 },
      run: { turns: 2 },
      error: { type: 'observer-failed', stage: 'observe' },
    });
    expect(resultOf({ id: 'good' }, world).id).toBe('good');
  });
});

describe('a world', () => {
  it.each([
    [{ gate: 'confidense > 0.5' }, 'option-invalid', /confidence/],
    [
      { gravity: { adaptive_lambda_min: 0.9, adaptive_lambda_max: 0.1 } },
      'option-invalid',
      /gravity/,
    ],
    [{ model: { name: 'x', slots: {} } }, 'model-invalid', /slot/],
    [{ precision: 99 }, 'option-invalid', /precision/],
  ])('of bad options %j is refused', (options, code, words) => {
    expect(() => createWorld(options as never)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(words) }),
    );
  });
});

describe('a trace', () => {
  it('of few turns and names counts for little: what would be too large in full is not', () => {
    const long = { turns: 20_000, members: 1, forecast: { horizons: [20_000] } };
    expect(failureOf({ ...long, trace: 'full' }).error).toMatchObject({
      type: 'limit-exceeded',
      path: 'trace',
    });
    const { trace = [] } = resultOf({ ...long, trace: { every: 5000, names: ['hope'] } });
    expect(trace.map(({ turn }) => turn)).toEqual([5000, 10_000, 15_000, 20_000]);
    expect(trace[0]).toMatchObject({ overlays: { hope: expect.any(Number) }, variables: {} });
  });

  it.each([
    [{ evry: 2 }, 'trace.evry', 'unknown key "evry"'],
    [{ every: 0 }, 'trace.every', 'expected at least 1, got 0'],
    ['ful', 'trace', 'expected "none", "summary" or "full", got the text "ful"'],
    [{ names: [] }, 'trace.names', 'expected at least 1 item, got 0'],
  ])('of %j is refused at %s', (trace, path, message) => {
    expect(failureOf(JSON.stringify({ trace })).error).toMatchObject({ path, message });
  });
});
