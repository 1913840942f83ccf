import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { PulseError, type OutputRecord } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { PAGE_SCRIPT } from '../src/page/page-script.ts';
import { STYLE } from '../src/page/style.ts';
import { makeFailure, makeResult, makeRun } from './records.ts';
import { renderRecords, textOf } from './render.ts';

/** What the script of a page reads. */
function dataOf(page: string): { name: string; shown: boolean; values: unknown[] }[] {
  const [, packed = ''] = /id="data">([^<]*)</.exec(page) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()).columns;
}
test('the same records give the same page', () => {
  expect(renderRecords(makeRun(12))).toBe(renderRecords(makeRun(12)));
});

test('every column of the page is what the records say, whatever their order', () => {
  const records = makeRun(20);
  const columns = new Map(dataOf(renderRecords(records)).map(({ name, values }) => [name, values]));
  const results = records.flatMap((record) => (record.kind === 'result' ? [record] : []));
  const level = results.map(({ forecast }) => forecast.targets['level']);
  expect(columns.get('scenario')).toEqual(results.map(({ id }) => id));
  expect(columns.get('line')).toEqual(results.map(({ line }) => line));
  expect(columns.get('params.beta')).toEqual(results.map(({ config }) => config.params?.['beta']));
  expect(columns.get('level@4')).toEqual(level.map((target) => target?.mean[3]));
  expect(columns.get('level.q0.1@4')).toEqual(
    level.map((target) => target?.quantiles?.['0.1']?.[3]),
  );
  expect(columns.get('level.q0.9@4')).toEqual(
    level.map((target) => target?.quantiles?.['0.9']?.[3]),
  );
  expect(columns.get('p_flood')).toEqual(results.map(() => 0.25));
});

test('no two columns have one name, also where a target is an input and the last turns differ', () => {
  const records = [3, 4].map((turns, at) => {
    const { forecast, config, ...record } = makeResult({ line: at + 1, beta: at });
    const horizon = forecast.horizon.slice(0, turns);
    const input = { ...config, state_overrides: { level: at / 2 } };
    return { ...record, config: input, forecast: { ...forecast, horizon } };
  });
  const names = dataOf(renderRecords(records)).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['level', 'level@last', 'level.q0.1@last']));
  expect(new Set(names).size).toBe(names.length);
});

test('scenarios of which no input can be ranked have their lines', () => {
  const records = ['bank', 'sgd'].map((method, at) => {
    const record = makeResult({ line: at + 1, beta: at });
    return { ...record, config: { gravity: { method } } } as OutputRecord;
  });
  const page = renderRecords(records);
  expect(textOf(page)).toContain('Nothing can be said');
  expect(page).toContain('parallel axes: gravity.method (bank and sgd) and level@4 from 4 to 5.');
});

test('the headline names the ends and the middle of the first target, and what failed or was gated', () => {
  const records = [
    ...makeRun(3),
    makeResult({ line: 4, beta: 10, status: 'gated' }),
    makeFailure(5, 'bad'),
  ];
  const [, title = ''] = /<title>([^<]*)</.exec(renderRecords(records)) ?? [];
  expect(title).toBe(
    'The mean of level (share) ends between 5 and 14 in turn 4, half of 4 scenarios at or below 6; 1 of 5 lines failed, 1 scenario did not pass the gate.',
  );
});

test('forecasts from earlier rows of the same are drawn behind, others are not', () => {
  const from = (line: number, row: number, beta = 1) =>
    makeResult({ line, beta, origin: { dataset: 'lake', label: `r${row}`, row } });
  const ghosts = (page: string) => page.match(/class="ghost"/g)?.length ?? 0;
  // one in the legend; the second has one, the third has two behind it; each on its own and on one scale
  expect(ghosts(renderRecords([from(1, 5), from(2, 6), from(3, 8)]))).toBe(1 + 2 * 3);
  expect(ghosts(renderRecords([from(1, 5), from(2, 6, 2), from(3, 5)]))).toBe(0);
});

test('what the gate stopped is not told as what may be acted on; both are columns', () => {
  const gate = { expr: 'confidence >= 0.9', passed: false, reason: 'confidence is 0.7' };
  const stopped = makeResult({ line: 1, status: 'gated', gate, action: 'Actionable' });
  const passed = { ...gate, passed: true, reason: undefined };
  const others = [2, 3].map((line) => makeResult({ line, gate: passed, action: 'Actionable' }));
  const page = renderRecords([stopped, ...others]);
  expect(textOf(page)).toContain('The gate stops 1 of 3 forecasts; of the others 2 are Actionable');
  expect(textOf(renderRecords([stopped]))).toContain('The gate stops the one forecast');
  const columns = new Map(dataOf(page).map(({ name, values }) => [name, values]));
  expect(columns.get('gate')).toEqual(['stopped: confidence is 0.7', 'passed', 'passed']);
  expect(columns.get('action')).toEqual(['Actionable', 'Actionable', 'Actionable']);
});

test.each([
  [[], 'This run has no records.'],
  [[makeFailure(1, 'bad')], 'Nothing was forecast: the one line failed.'],
  [[makeFailure(1, 'bad'), makeFailure(2, 'bad')], 'Nothing was forecast: all 2 lines failed.'],
])('a run without a result says so first (%#)', (records: OutputRecord[], title) => {
  const page = renderRecords(records);
  expect(page).toContain(`<title>${title}</title>`);
  expect(page).not.toContain('class="picture"');
});

test('the pieces of a bar add up to the change, and the numbers below say each of them', () => {
  const text = textOf(renderRecords([makeResult({ line: 1 })]));
  expect(text).toContain('fill raises level most (+5)');
  for (const number of [
    'fill +5',
    'drain \u22121.5',
    'gravity: level +0.25',
    'noise +0.25',
    'change +4',
  ])
    expect(text).toContain(number);
});

test.each([
  [0.12, 'assisted', 'variance explained 12 % \u00b7 assisted'],
  [-0.4, 'harmful', 'variance explained \u221240 % \u00b7 harmful'],
  [-0.004, 'healthy', 'variance explained just below 0 % \u00b7 healthy'],
  [0.004, 'healthy', 'variance explained under 1 % \u00b7 healthy'],
  [0, 'healthy', 'variance explained 0 % \u00b7 healthy'],
] as const)(
  'what the shadow monitor says stands beside a bar by its own name: %d',
  (share, verdict, said) => {
    const record = makeResult({ line: 1 });
    const { variables, ...monitor } = record.shadow_monitor;
    const { level } = variables;
    if (level === undefined) throw new Error('the record watches nothing');
    const watched = { level: { ...level, variance_explained: share, verdict } };
    const page = renderRecords([{ ...record, shadow_monitor: { ...monitor, variables: watched } }]);
    expect(textOf(page)).toContain(said);
  },
);

test('what is drawn of many scenarios goes evenly from the lowest to the highest, and says so', () => {
  const page = renderRecords(makeRun(101), { top: 3 });
  const names = [...page.matchAll(/class="caption">(s-\d+)</g)].map(([, name]) => name);
  const betas = new Map(
    makeRun(101).map((one) => [one.id, one.kind === 'result' ? one.config.params?.['beta'] : 0]),
  );
  expect([...new Set(names)].map((name) => betas.get(name))).toEqual([1, 51, 101]);
  expect(textOf(page)).toContain('3 of 101 scenarios');
});

test('observations stand at their turns before and after the origin, which is found by its label', () => {
  const labels = Array.from({ length: 30 }, (_, at) => `2020-${at}`);
  const dataset = {
    name: 'lake',
    sha256: 'f'.repeat(64),
    columns: ['level'],
    labels,
    rows: labels.map((_, at) => [at === 5 ? null : at]),
  };
  const origin = { dataset: 'lake', label: '2020-10', row: 3 };
  const page = renderRecords([makeResult({ line: 1, origin })], {
    datasets: new Map([['lake', dataset]]),
  });
  // eight rows before the origin, itself, four after it, one of them without a value
  const [, dots = ''] = /<figure[^]*?class="dots" d="([^"]*)"/.exec(page) ?? [];
  expect(dots.match(/M/g)).toHaveLength(12);
  expect(textOf(page)).toContain(`lake (30 rows, sha256 ${'f'.repeat(64)})`);
});

const HOSTILE =
  '"><img src=x onerror=alert(1)></title></script><script>alert(2)</script>\u202e\u0000&amp;';

test('no text of a record becomes markup, wherever it stands', () => {
  const calm = renderRecords([makeResult({ id: 'x', line: 1 }), makeFailure(2, 'x', 'x')]);
  const records = [
    { ...makeResult({ id: HOSTILE, line: 1, unit: HOSTILE, target: HOSTILE }), source: HOSTILE },
    makeFailure(2, HOSTILE, HOSTILE),
  ];
  const page = renderRecords(records, { command: HOSTILE, retry: HOSTILE });
  const tags = (text: string): (string | undefined)[] => [
    ...new Set([...text.matchAll(/<([a-z!][\w-]*)/gi)].map(([, tag]) => tag)),
  ];
  const known = new Set(tags(calm));
  expect(tags(page).filter((tag) => !known.has(tag))).toEqual([]);
  expect(tags(page)).not.toContain('img');
  expect(page.match(/<script/g)).toHaveLength(2);
  for (const hidden of ['\u0000', '\u202e']) expect(page).not.toContain(hidden);
  const attributes = [...page.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag);
  expect(attributes.filter((tag) => /\son\w+=/i.test(tag.replaceAll(/"[^"]*"/g, '""')))).toEqual(
    [],
  );
});

test('the policy lets in the one style sheet and the one script of the page, nothing else', async () => {
  const page = renderRecords(makeRun(3));
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const hash = async (text: string): Promise<string> =>
    Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString(
      'base64',
    );
  expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
    "default-src 'none'",
    `style-src 'sha256-${await hash(STYLE)}'`,
    `script-src 'sha256-${await hash(PAGE_SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(page).toContain(`<style>${STYLE}</style>`);
  expect(page).toContain(`<script type="module">${PAGE_SCRIPT}</script>`);
  expect(page).not.toMatch(/\sstyle=|https?:\/\//);
});

test('every picture says in a sentence what it shows', () => {
  const page = renderRecords(makeRun(20));
  const pictures = page.match(/<svg[^>]*class="picture"[^>]*>/g) ?? [];
  expect(pictures.length).toBeGreaterThan(8);
  for (const picture of pictures) expect(picture).toMatch(/role="img"\s+aria-label="[^"]{20,}"/);
});

test('a page that would be too large holds fewer rows, and says how many', () => {
  const records = makeRun(2000);
  const whole = renderRecords(records);
  const mostBytes = whole.length - 2000;
  const page = renderRecords(records, { mostBytes });
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(mostBytes);
  expect(dataOf(page)[0]?.values).toHaveLength(1000);
  expect(textOf(page)).toContain('The table holds the first 1,000 of 2,000 scenarios');
  expect(textOf(whole)).not.toContain('The table holds');
});

test('10,000 scenarios fit into 3 MB, all of them', () => {
  const page = renderRecords(makeRun(10_000));
  expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
  expect(dataOf(page)[0]?.values).toHaveLength(10_000);
});

test('a record that was cut down is refused and names what is needed', () => {
  const { config: _, ...slim } = makeResult({ line: 3 });
  // what a record of --record slim looks like when it was read as a record
  const record = slim as unknown as OutputRecord;
  expect(() => renderRecords([record])).toThrow(
    'line 3 has no config: a report is made of whole records',
  );
});

test('whatever stands in a leaf of a record, it is drawn or refused with a typed error', () => {
  const leaves: (readonly (string | number)[])[] = [];
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    leaves.push(path);
    if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
  };
  const keys = ['config', 'run', 'gravity', 'shadow_monitor', 'assessment', 'warnings'] as const;
  const whole = { ...makeResult({ line: 1 }), warnings: [{ type: 'a', message: 'b' }] };
  for (const key of keys) visit(whole[key], [key]);
  visit(whole.forecast.attribution, ['forecast', 'attribution']);
  visit(whole.forecast.origin, ['forecast', 'origin']);
  const odd = fc.oneof(
    fc.constant(null),
    fc.constant([]),
    fc.constant({}),
    fc.integer(),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...leaves), odd, (path, value) => {
      const record: unknown = structuredClone(whole);
      const parent = path.slice(0, -1).reduce<unknown>(
        // every path was found in this very record
        (at, key) => Reflect.get(at as object, key),
        record,
      );
      Reflect.set(parent as object, path.at(-1) ?? '', value);
      try {
        expect(renderRecords([record as OutputRecord])).toContain('</html>');
      } catch (error) {
        expect(error).toBeInstanceOf(PulseError);
      }
    }),
    { numRuns: 100 },
  );
});
