import { RunDiff } from '@pulse-stream/experiment/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';

interface Parts {
  readonly mean?: readonly number[];
  readonly sd?: readonly number[] | null;
  readonly members?: number;
  readonly config?: object;
  readonly more?: object;
}
const result = ({
  mean = [1, 2],
  sd = [1, 1],
  members = 100,
  config = {},
  more = {},
}: Parts = {}) => ({
  kind: 'result',
  schema: 2,
  status: 'complete',
  config,
  run: { members, model_hash: 'x' },
  forecast: { horizon: [1, 5], targets: { hope: { mean, sd } } },
  assessment: { trace_id: 'a', risk: 0 },
  ...more,
});
const failure = {
  kind: 'failure',
  schema: 2,
  status: 'failed',
  error: { type: 'bad-json', message: 'no' },
};

function compare(a: object, b: object, most = 10) {
  const diff = new RunDiff(most);
  diff.addPair('s', { ...a }, { ...b });
  return { ...diff.report(), operands: diff.operands() };
}

test('a shift is the difference of means in standard errors of both ensembles', () => {
  const { lines } = compare(
    result({ mean: [1, 2], sd: [1, 3], members: 100 }),
    result({ mean: [1, 2.5], sd: [1, 4], members: 400 }),
  );
  expect(lines).toEqual([
    expect.objectContaining({
      change: 'moved',
      target: 'hope',
      horizon: 5,
      delta: 0.5,
      detail: 'forecast.targets.hope.mean[1]',
    }),
  ]);
  expect(lines[0]?.shift).toBeCloseTo(0.5 / Math.sqrt(9 / 100 + 16 / 400), 12);
});

test('what made a record may differ without any value of it', () => {
  const other = result({
    more: {
      run: { members: 100, model_hash: 'y' },
      line: 7,
      assessment: { trace_id: 'b', risk: 0 },
    },
  });
  expect(compare(result(), other).summary).toMatchObject({ same: 1, moved: 0 });
});

test('any value that differs is moved, with its place, also without a shift', () => {
  const { lines, operands } = compare(
    result(),
    result({ more: { assessment: { trace_id: 'a', risk: 0.5 } } }),
  );
  expect(lines).toEqual([
    { kind: 'diff', scenario: 's', change: 'moved', shift: null, detail: 'assessment.risk' },
  ]);
  expect([operands.get('shift'), operands.get('moved')]).toEqual([0, 1]);
});

test('what moves without a spread moves by more than any limit', () => {
  const { lines, cells, summary, operands } = compare(
    result({ mean: [1, 2], sd: null, members: 1 }),
    result({ mean: [1, 2.000_001], sd: null, members: 1 }),
  );
  expect(lines[0]).toMatchObject({ exact: true, shift: null, horizon: 5 });
  expect([summary.shift, operands.get('shift')]).toEqual([null, Infinity]);
  expect(cells.map(({ above3 }) => above3)).toEqual([0, 1]);
});

test('failures appear and heal, and keep still when they are the same', () => {
  expect(compare(result(), failure).lines).toEqual([
    { kind: 'diff', scenario: 's', change: 'appeared', shift: null, detail: 'bad-json: no' },
  ]);
  expect(compare(failure, result()).lines[0]?.change).toBe('healed');
  expect(compare(failure, failure).summary.same).toBe(1);
  expect(compare(failure, { ...failure, error: { type: 'x', message: 'y' } }).summary.moved).toBe(
    1,
  );
});

test('another config under the same name is said', () => {
  const moved = compare(result(), result({ mean: [1, 3], config: { turns: 9 } }));
  expect(moved.lines[0]?.other_config).toBe(true);
});

test('what moved is told with all that it was made of otherwise, and what is the same is not', () => {
  const made = (
    parts: { config?: object; model?: string; seed?: number; sha?: string },
    mean = 2,
  ) =>
    result({
      mean: [1, mean],
      config: parts.config ?? {},
      more: {
        id: 's',
        line_sha256: parts.sha ?? 'l',
        run: { members: 100, model_hash: parts.model ?? 'x', seed: parts.seed ?? 1 },
      },
    });
  const others = (a: object, b: object) =>
    Object.keys(compare(a, b).lines[0] ?? {}).filter((key) => key.startsWith('other_'));
  const short = (record: ReturnType<typeof made>) => {
    const { config: _, ...rest } = record;
    return rest;
  };
  const cases = fc.record({ config: fc.boolean(), model: fc.boolean(), seed: fc.boolean() });
  fc.assert(
    fc.property(cases, (is) => {
      const parts = {
        ...(is.config ? { config: { turns: 9 }, sha: 'm' } : {}),
        ...(is.model ? { model: 'y' } : {}),
        ...(is.seed ? { seed: 2 } : {}),
      };
      const [a, b] = [made({}), made(parts, 3)];
      const of = (line: string) =>
        [is.config && line, is.model && 'other_model', is.seed && 'other_seed'].filter(Boolean);
      expect(others(a, b)).toEqual(of('other_config'));
      for (const [x, y] of [
        [short(a), short(b)],
        [a, short(b)],
        [short(b), a],
      ] as const)
        expect(others(x, y)).toEqual(of('other_line'));
      expect(compare(a, made(parts)).summary.same).toBe(1);
    }),
  );
  const unnamed = (parts: object, mean: number) => ({ ...made(parts, mean), id: null });
  expect(others(unnamed({}, 2), unnamed({ config: { turns: 9 }, seed: 2 }, 3))).toEqual([
    'other_config',
  ]);
  expect(others(unnamed({}, 2), unnamed({ seed: 2 }, 3))).toEqual(['other_seed']);
});

test('schemas 1 and 2 are compared by what both say; slim records by their parts', () => {
  const old = { ...result(), schema: 1, assessment: { trace_id: 'a', risk: 0, gated: false } };
  expect(compare(old, result()).summary.same).toBe(1);
  expect(compare(old, result({ mean: [1, 9] })).summary.moved).toBe(1);
  const { assessment: _, ...slim } = result();
  expect(compare(result(), slim).summary.same).toBe(1);
});

test('a short record and the whole one of the same run are the same, whatever the short one leaves out', () => {
  const whole = result({ more: { forecast: { origin: null, calibration: 'declared' } } });
  const { config: _, ...short } = { ...whole, forecast: { calibration: 'declared' } };
  expect(compare(whole, short).summary.same).toBe(1);
  expect(compare(short, whole).summary.same).toBe(1);
  const { lines } = compare(whole, { ...short, forecast: { calibration: 'verified' } });
  expect(lines[0]).toMatchObject({ change: 'moved', detail: 'forecast.calibration' });
  expect(lines[0]).not.toHaveProperty('other_config');
});

test('what matters most comes first, and what is not told is counted', () => {
  const make = (most: number) => {
    const diff = new RunDiff(most);
    for (let shift = 1; shift <= 50; shift += 1)
      diff.addPair(`s${shift}`, { ...result() }, { ...result({ mean: [1, 2 + shift] }) });
    diff.addSingle('c', 'came');
    diff.addSingle('w', 'went');
    diff.addPair('f', { ...result() }, { ...failure });
    diff.addSame();
    return diff.report();
  };
  expect(make(5).lines.map(({ scenario }) => scenario)).toEqual(['f', 'w', 'c', 's50', 's49']);
  expect(make(5).summary).toMatchObject({
    before: 53,
    after: 53,
    same: 1,
    moved: 50,
    came: 1,
    went: 1,
    appeared: 1,
    not_told: 48,
  });
  expect(make(1000).lines).toHaveLength(53);
  expect(make(0).lines).toEqual([]);
});

test('the other way round came and went, appeared and healed change places, and nothing else', () => {
  const record = fc.constantFrom(
    result(),
    result({ mean: [4, 5] }),
    result({ sd: [2, 2] }),
    failure,
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(record, record), { maxLength: 12 }), (pairs) => {
      const [there, back] = [new RunDiff(100), new RunDiff(100)];
      for (const [index, [a, b]] of pairs.entries()) {
        there.addPair(`${index}`, { ...a }, { ...b });
        back.addPair(`${index}`, { ...b }, { ...a });
      }
      const [x, y] = [there.report().summary, back.report().summary];
      expect([y.same, y.moved, y.appeared, y.healed, y.shift]).toEqual([
        x.same,
        x.moved,
        x.healed,
        x.appeared,
        x.shift,
      ]);
    }),
  );
});
