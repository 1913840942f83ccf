import { firstValueFrom, from, throwError, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { expect, test } from 'vitest';
import { printDigest, review, RunReview } from '../src/index.ts';
import { PRIORITY } from '../src/internal.ts';
import { makeFailure, makeMember, makeResult, type Given } from './make-record.ts';

function reviewOf(records: readonly unknown[], top?: number) {
  const fold = new RunReview({ top });
  for (const record of records) fold.add(record);
  return fold.report();
}
const priorityOf = (given: Omit<Given, 'line'>) =>
  reviewOf([makeResult({ line: 1, ...given })]).priority[0];

test('a deviation is as it is however large or small the numbers are', () => {
  const deviationAt = (unit: number) => {
    const records = [1, 2, 4].map((value, at) =>
      makeResult({ line: at + 1, horizon: [1], targets: { x: { mean: [value * unit] } } }),
    );
    const { sd, mean } = reviewOf(records).targets[0] ?? { sd: null, mean: null };
    return [(sd ?? 0) / unit, (mean ?? 0) / unit];
  };
  const [sd = 0, mean = 0] = deviationAt(1);
  expect(sd).toBeCloseTo(Math.sqrt(7 / 3), 12);
  for (const unit of [1e300, 1e-300, 1e-150, -1e200])
    for (const [at, value] of deviationAt(unit).entries())
      expect(Math.abs(value)).toBeCloseTo([sd, mean][at] ?? 0, 9);
});

test('what a result scores is the sum of its parts by their weights, and the weights sum to 1', () => {
  expect(Object.values(PRIORITY).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  const all = priorityOf({
    status: 'gated',
    horizon: [1, 4],
    targets: { level: { mean: [2, 9], sd: [1, 2] }, flow: { mean: [5, 5], sd: [1, 1] } },
    start: { level: { start: 3, unit: 'm' }, flow: { start: 0, unit: '100 ln(m)' } },
    events: [
      { name: 'low', probability: 0.25 },
      { name: 'high', probability: 0.5 },
    ],
    assessment: { confidence: 0.8, fragility: 0.5 },
  });
  // level moves 3 sd from its start; flow has a start in another unit and does not move from turn 1
  expect(all?.parts).toEqual({ event: 0.5, movement: 0.75, alarm: 1, evidence: 0.4 });
  expect(all?.score).toBeCloseTo(0.4 * 0.5 + 0.2 * 0.75 + 0.2 * 1 + 0.2 * 0.4, 12);
  expect(all?.why).toBe('gated; p_high 0.5; level moves 3 sd; confidence 0.8');
});

test.each([
  [{ status: 'gated' }, 1],
  [{ verdict: 'harmful' }, 1],
  [{ verdict: 'review' }, 1],
  [{ verdict: 'assisted' }, 0],
  [{ assessment: { trust_label: 'Rejected' } }, 1],
  [{ assessment: { action: 'Rejected' } }, 1],
  [{ assessment: { trust_label: 'Unstable', action: 'Risky' } }, 0],
] as const)('the alarm of %j is %d', (given, alarm) => {
  expect(priorityOf(given)?.parts.alarm).toBe(alarm);
});

test('without a spread, an event or a confidence nothing stands out', () => {
  const plain = priorityOf({ targets: { level: { mean: [9] }, still: { mean: [9], sd: [0] } } });
  expect(plain).toMatchObject({ score: 0, why: 'nothing stands out' });
});

test('what is read first is told in order; of equal scores the earlier record', () => {
  const records = Array.from({ length: 500 }, (_, at) =>
    makeResult({ line: at + 1, events: [{ name: 'low', probability: ((at * 7) % 10) / 10 }] }),
  );
  const { priority } = reviewOf(records, 60);
  const expected = records
    .toSorted(
      (a, b) => (b.forecast.events[0]?.probability ?? 0) - (a.forecast.events[0]?.probability ?? 0),
    )
    .slice(0, 60)
    .map(({ line }) => line);
  expect(priority.map(({ scenario }) => scenario.line)).toEqual(expected);
  expect(reviewOf(records, 0).priority).toEqual([]);
});

test('counts, failures by code, warnings by kind, and what varies', () => {
  const warned = { type: 'clamped', message: 'hope was 2' };
  const found = reviewOf([
    makeResult({ line: 1, config: { turns: 3, state_overrides: { hope: 0.1 } } }),
    makeResult({
      line: 2,
      status: 'gated',
      config: { turns: 3, mode: 'a' },
      warnings: [warned, warned],
      seed: 8,
    }),
    makeFailure(3),
    makeFailure(4, 'bad-json', 'not JSON'),
    makeFailure(5),
    makeResult({ line: 6, config: { turns: 3, mode: 'b' }, warnings: [warned] }),
  ]);
  expect(found.records).toEqual({ total: 6, complete: 2, gated: 1, failed: 3 });
  expect(found.runs).toEqual([
    {
      model: 'lake',
      model_hash: 'abc',
      engine_version: '0.1.0',
      results: 3,
      seed: null,
      members: [50, 50],
      turns: [3, 3],
    },
  ]);
  expect(found.failures).toEqual([
    {
      type: 'config-invalid',
      count: 2,
      first: { id: null, line: 3, source: null },
      message: 'no such key',
      path: 'turns',
      hint: 'leave it out',
    },
    expect.objectContaining({ type: 'bad-json', count: 1 }),
  ]);
  expect(found.warnings).toEqual([
    expect.objectContaining({ type: 'clamped', count: 3, results: 2, message: 'hope was 2' }),
  ]);
  expect(found.inputs.map(({ name, n, values, min }) => [name, n, values, min])).toEqual([
    ['hope', 1, 1, 0.1],
    ['mode', 2, 2, null],
  ]);
  expect(found.assessment.trust_label).toEqual({ Unverified: 3 });
});

test('what is kept has a bound, and what had no room is counted', () => {
  const records = Array.from({ length: 1300 }, (_, at) =>
    makeResult({
      line: at + 1,
      config: { group: `g${at}`, params: { [`p${at % 300}`]: at } },
      assessment: { symbolic: { tag: `t${at}` } },
    }),
  );
  const found = reviewOf(records);
  expect([found.groups.length, found.tags.length, found.inputs.length]).toEqual([1000, 1000, 200]);
  expect(found.left_out).toEqual([
    expect.stringMatching(/^1300 results with a group were not compared/),
    '300 results of a group beyond the first 1000',
    '300 results of a tag beyond the first 1000',
    '400 values of an input beyond the first 200',
  ]);
  const one = reviewOf(
    Array.from({ length: 1002 }, (_, at) =>
      makeResult({ line: at + 1, config: { group: 'g', turns: at } }),
    ),
  );
  expect(one.groups[0]?.members.length).toBe(20);
  expect(one.inputs[0]).toMatchObject({ name: 'turns', n: 1002, values: null, min: 0, max: 1001 });
});

test('targets, events, kinds and models are bounded too, and the least that a correlation needs is three', () => {
  const names = Array.from({ length: 260 }, (_, at) => `n${at}`);
  const horizon = Array.from({ length: 100 }, (_, at) => at + 1);
  const record = makeResult({
    line: 1,
    horizon,
    targets: Object.fromEntries(names.slice(0, 60).map((name) => [name, { mean: horizon }])),
    events: names.map((name) => ({ name, probability: 0.5 })),
    warnings: names.map((type) => ({ type, message: '' })),
    config: { turns: 100 },
  });
  const found = reviewOf([
    record,
    ...names.map((name, at) => makeFailure(at + 2, name)),
    ...names.slice(0, 60).map((model, at) => {
      const plain = makeResult({ line: 300 + at });
      return { ...plain, run: { ...plain.run, model } };
    }),
  ]);
  expect([found.targets, found.events, found.warnings, found.failures, found.runs]).toMatchObject(
    [5000, 200, 200, 200, 50].map((length) => ({ length })),
  );
  expect(found.left_out).toEqual([
    '60 failures of a kind beyond the first 200',
    '60 warnings of a kind beyond the first 200',
    '11 results of a model or build beyond the first 50',
    '1000 means of a target and turn beyond the first 5000',
    '60 probabilities of an event beyond the first 200',
    '10 outcomes were not held against an input: of a target beyond its first 50',
  ]);
  const vary = [1, 2, 3].map((turns) =>
    makeResult({ line: turns, config: { turns }, targets: { level: { mean: [-turns] } } }),
  );
  expect(reviewOf(vary.slice(0, 2)).inputs[0]?.correlations).toEqual([]);
  const [pair] = reviewOf(vary).inputs[0]?.correlations ?? [];
  expect([pair?.target, pair?.n, pair?.r.toFixed(12)]).toEqual(['level', 3, '-1.000000000000']);
});

test('a digest is two screens, whatever the run and its texts', () => {
  const hostile = '<img src=x onerror=alert(1)>|`*[a](b)\n# no\u202e'.repeat(40);
  const records = Array.from({ length: 300 }, (_, at) => [
    {
      ...makeMember(at + 1, `${at % 7} ${hostile}`, {
        [`t${at % 9}`]: [[at, at + 1]],
        [`u${at % 9}`]: [[at, at + 1]],
      }),
      id: `${at} ${hostile}`,
      config: {
        group: `${at % 7} ${hostile}`,
        params: Object.fromEntries('abcdefgh'.split('').map((name) => [name, at])),
      },
      warnings: [{ type: `w${at % 9}${hostile}`, message: hostile }],
      run: { model: `m${at % 5}`, model_hash: 'a', engine_version: hostile, turns: 1, members: 1 },
    },
    makeFailure(1000 + at, `code${at % 8}`, hostile),
  ]).flat();
  for (const record of records)
    if ('assessment' in record)
      Object.assign(record.assessment, { symbolic: { tag: `tag ${record.line % 9}` } });
  const text = printDigest(reviewOf(records));
  expect(text.split('\n').length).toBeLessThanOrEqual(100);
  expect(text.split('\n').length).toBeGreaterThan(70);
  const rows = text
    .split('\n## ')
    .map((section) => [
      /^\w+/.exec(section.replace(/^# /, ''))?.[0],
      section.split('\n').filter((line) => line.startsWith('|')).length,
    ]);
  // a head and a rule stand above the rows
  expect(Object.fromEntries(rows)).toEqual({
    Review: 0,
    What: 2 + 5,
    Contradictions: 2 + 5,
    How: 0,
    Outcomes: 2 + 5,
    Groups: 2 + 3,
    Tags: 2 + 3,
    Failures: 2 + 3,
    Warnings: 2 + 3,
  });
  expect(text.split('What to read first')[1]?.split('## ')[0]?.match(/^\|/gm)?.length).toBe(2 + 7);
  expect(text).toContain(String.raw`0 \<img src=x`);
  expect(text).not.toMatch(/(^|[^\\])[<>`]|\u202e|\n# no/);
});

test('the operator gives one review when the records end, of none too, and passes errors on', async () => {
  const records = [makeResult({ line: 1 }), makeFailure(2)];
  const operator = review();
  const whole = await firstValueFrom(from(records).pipe(operator, toArray()));
  expect(whole).toEqual([reviewOf(records)]);
  // what was seen belongs to one subscription
  expect(await firstValueFrom(from(records).pipe(operator))).toEqual(reviewOf(records));
  expect(await firstValueFrom(from([]).pipe(operator))).toEqual(reviewOf([]));
  await expect(firstValueFrom(throwError(() => new Error('gone')).pipe(operator))).rejects.toThrow(
    'gone',
  );
  await expect(firstValueFrom(from([1]).pipe(operator))).rejects.toMatchObject({
    code: 'input-unreadable',
  });
});

test('the operator waits for the end, and unsubscribes upwards', () => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
    const records = { a: makeResult({ line: 1 }), b: makeFailure(2) };
    const source = cold('-a-b--|', records);
    expectObservable(source.pipe(review())).toBe('------(r|)', {
      r: reviewOf([records.a, records.b]),
    });
    expectSubscriptions(source.subscriptions).toBe('^-----!');
    const stopped = cold('-a-b--|', records);
    expectObservable(stopped.pipe(review()), '^--!').toBe('----');
    expectSubscriptions(stopped.subscriptions).toBe('^--!');
  });
});

test.each(['config', 'run', 'shadow_monitor', 'assessment', 'warnings'])(
  'a result without %s is refused by name',
  (key) => {
    const { [key]: _, ...short } = makeResult({ line: 1 }) as Record<string, unknown>;
    expect(() => new RunReview().add(short)).toThrow(
      `record 1 has no ${key}: it was written with --record slim or --fields: run it again without; a review needs config, run, forecast, shadow_monitor, assessment, warnings`,
    );
  },
);
