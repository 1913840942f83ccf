import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, runCommand, toLines } from './command.ts';

const SCENARIOS = [
  ...Array.from({ length: 60 }, (_, at) => ({
    id: `s${at}`,
    turns: 3,
    members: 20,
    group: at % 3 === 0 ? 'calm' : 'grim',
    state_overrides: { hope: at / 60, ...(at % 20 === 0 ? { novelty: 0.5 } : {}) },
    forecast: {
      targets: ['hope', 'rage'],
      horizons: [1, 3],
      events: [{ name: 'low', when: 'hope < 0.4' }],
    },
  })),
  { id: 'ill', turns: 0 },
  { id: 'ill too', turns: 0 },
];

/** Only what is looked at. */
interface Plain {
  readonly kind: string;
  readonly id: string;
  readonly line: number;
  readonly config: { readonly group: string; readonly state_overrides: { readonly hope: number } };
  readonly forecast: {
    readonly horizon: readonly number[];
    readonly targets: Readonly<
      Record<
        string,
        {
          readonly mean: readonly number[];
          readonly sd: readonly number[];
          readonly quantiles: Readonly<Record<string, readonly number[]>>;
        }
      >
    >;
    readonly events: readonly { readonly probability: number }[];
    readonly attribution: Readonly<Record<string, { readonly start: number }>>;
  };
  readonly warnings: readonly { readonly type: string }[];
}

/** The run with its digest beside it, in a folder of its own. */
async function makeRun() {
  const folder = createFolder({ 'in.ndjson': toLines(SCENARIOS) });
  const args = ['run', '-q', 'in.ndjson', '-o', 'out.jsonl', '--digest', 'run.md'];
  const { code } = await runCommand(args, { cwd: folder });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const records = read('out.jsonl')
    .trimEnd()
    .split('\n')
    .map((line): Plain => JSON.parse(line));
  return { code, folder, read, records, digest: read('run.md') };
}

/** The cells of the table under a heading of the digest, without its head. */
function tableOf(text: string, heading: string): string[][] {
  const part = text.split('\n## ').find((section) => section.startsWith(heading)) ?? '';
  return part
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
const near = (text: string | undefined, value: number): void =>
  expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(5e-4 * Math.abs(value) + 1e-12);
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const sdOf = (values: readonly number[]): number =>
  Math.sqrt(
    values.reduce((sum, value) => sum + (value - meanOf(values)) ** 2, 0) / (values.length - 1),
  );

test('every number of a digest is computed again from the records', async () => {
  const { code, records, digest: text } = await makeRun();
  const results = records.filter(({ kind }) => kind === 'result');
  expect(code).toBe(3);
  expect(text).toContain('62 records: 60 complete, 0 gated, 2 failed.');
  expect(text.split('\n').length).toBeLessThanOrEqual(100);

  const scores = results.map((record) => {
    const { horizon, targets, events, attribution } = record.forecast;
    const last = horizon.length - 1;
    const moves = Object.entries(targets).map(([name, { mean, sd }]) => {
      const way = Math.abs((mean[last] ?? 0) - (attribution[name]?.start ?? 0));
      return way / (way + (sd[last] ?? 0));
    });
    const likely = Math.max(...events.map(({ probability }) => probability));
    return { id: record.id, score: 0.4 * likely + 0.2 * Math.max(...moves) };
  });
  const first = tableOf(text, 'What to read first');
  const best = scores.toSorted((a, b) => b.score - a.score).slice(0, 7);
  expect(first.map(([id]) => id)).toEqual(best.map(({ id }) => id));
  for (const [at, row] of first.entries()) near(row[2], best[at]?.score ?? NaN);

  const pairs = new Set<string>();
  for (const [at, a] of results.entries())
    for (const b of results.slice(at + 1))
      if (a.config.group === b.config.group)
        for (const [name, target] of Object.entries(a.forecast.targets))
          for (const turn of [0, 1]) {
            const other = b.forecast.targets[name]?.quantiles;
            const [low = 0, high = 0] = ['0.1', '0.9'].map((q) => target.quantiles[q]?.[turn]);
            const [from = 0, to = 0] = ['0.1', '0.9'].map((q) => other?.[q]?.[turn]);
            if (low > to || from > high) pairs.add(`${a.id} ${b.id}`);
          }
  expect(pairs.size).toBeGreaterThan(10);
  expect(text).toContain(`${pairs.size} pairs of results contradict each other.`);
  expect(text).toContain(`## Contradictions (5 of ${pairs.size})`);
  for (const [, , higher, , lower] of tableOf(text, 'Contradictions'))
    expect(pairs.has(`${higher} ${lower}`) || pairs.has(`${lower} ${higher}`)).toBe(true);

  const outcomes = tableOf(text, 'Outcomes');
  expect(outcomes.map(([name]) => name)).toEqual(['hope@3', 'rage@3', 'p_low']);
  for (const [name = '', , n, mean, sd, wide, lowest, highest] of outcomes) {
    const target = name.split('@')[0] ?? '';
    const values = results.map(({ id, forecast }) => ({
      id,
      value: name === 'p_low' ? forecast.events[0]?.probability : forecast.targets[target]?.mean[1],
    }));
    const numbers = values.map(({ value = NaN }) => value);
    expect(n).toBe('60');
    near(mean, meanOf(numbers));
    near(sd, sdOf(numbers));
    const widths = results.map(({ forecast }) => {
      const quantiles = forecast.targets[target]?.quantiles;
      return (quantiles?.['0.9']?.[1] ?? NaN) - (quantiles?.['0.1']?.[1] ?? NaN);
    });
    if (name !== 'p_low') near(wide, meanOf(widths));
    for (const [end, value] of [
      [lowest, Math.min(...numbers)],
      [highest, Math.max(...numbers)],
    ] as const) {
      near(end?.split(' ')[0], value);
      expect(end).toContain(`(${values.find((one) => one.value === value)?.id})`);
    }
  }

  const hope = tableOf(text, 'What varies').find(([name]) => name === 'hope');
  const given = results.map(({ config }) => config.state_overrides.hope);
  expect(hope?.slice(1, 3)).toEqual(['60', '60']);
  near(hope?.[3], Math.min(...given));
  near(hope?.[4], Math.max(...given));
  const correlations = ['hope', 'rage'].map((target) => {
    const out = results.map(({ forecast }) => forecast.targets[target]?.mean[1] ?? NaN);
    const both = given.map((x, at) => (x - meanOf(given)) * ((out[at] ?? NaN) - meanOf(out)));
    return { target, r: both.reduce((a, b) => a + b, 0) / 59 / sdOf(given) / sdOf(out) };
  });
  const [strongest] = correlations.toSorted((a, b) => Math.abs(b.r) - Math.abs(a.r));
  expect(hope?.[5]?.split(' ')[0]).toBe(strongest?.target);
  near(hope?.[5]?.split(' ')[1], strongest?.r ?? NaN);

  expect(tableOf(text, 'Groups').map((row) => [row[0], row[1], row[4]])).toEqual([
    ['grim', '40', 's1, s2, s4, …'],
    ['calm', '20', 's0, s3, s6, …'],
  ]);
  expect(tableOf(text, 'Failures')[0]?.slice(0, 3)).toEqual(['config-invalid', '2', 'ill']);
  const warned = results.filter(({ warnings }) => warnings.length > 0);
  expect(warned.length).toBe(3);
  expect(tableOf(text, 'Warnings')[0]?.slice(1, 4)).toEqual(['3', '3', 's0']);
});

test('review says of a file what run said of it: the same digest, a table, one line', async () => {
  const { folder, read, digest } = await makeRun();
  const { code, stdout } = await runCommand(['review', 'out.jsonl', '--digest', 'again.md'], {
    cwd: folder,
  });
  expect(code).toBe(0);
  expect(read('again.md')).toBe(digest);
  expect(stdout).toMatch(/^Review of a run\n {2}62 records: 60 complete/);
  const lines = await runCommand(['review', '--format', 'ndjson', '--top', '2'], {
    cwd: folder,
    stdin: read('out.jsonl'),
  });
  const found = JSON.parse(lines.stdout);
  expect(found).toMatchObject({ kind: 'review', records: { total: 62, failed: 2 } });
  expect([found.priority.length, found.contradictions.told.length]).toEqual([2, 2]);
  expect(lines.stderr).toContain('62 records: 60 complete, 0 gated, 2 failed;');
});

test('a digest beside a stream, beside tables only, and after --resume is the same', async () => {
  const { digest: first } = await makeRun();
  const cwd = createFolder({ 'in.ndjson': toLines(SCENARIOS) });
  const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');
  await runCommand(['-q', 'in.ndjson', '--digest', 'stream.md'], { cwd });
  expect(read('stream.md')).toBe(first);
  await runCommand(['-q', 'in.ndjson', '-o', 'out.csv', '--digest', 'table.md'], { cwd });
  expect(read('table.md')).toBe(first);
  await runCommand(['-q', 'in.ndjson', '-o', 'out.jsonl'], { cwd });
  const args = ['-q', 'in.ndjson', '-o', 'out.jsonl', '--digest', 'resumed.md', '--resume'];
  const { code } = await runCommand(args, { cwd });
  expect([code, read('resumed.md')]).toEqual([0, first]);
  const tables = await runCommand(['in.ndjson', '-o', 'out.csv', '--digest', 'no.md', '--resume'], {
    cwd,
  });
  expect([tables.code, tables.stderr]).toEqual([2, expect.stringContaining('-o FILE.jsonl')]);
});

test('a run that is stopped leaves no digest and says so', async () => {
  const cwd = createFolder({ 'in.ndjson': toLines(SCENARIOS.slice(-2)) });
  const args = ['in.ndjson', '-o', 'out.jsonl', '--digest', 'run.md', '--max-errors', '0'];
  const { code, stderr } = await runCommand(args, { cwd });
  expect([code, stderr]).toEqual([4, expect.stringContaining('run.md was not written')]);
  expect(() => readFileSync(join(cwd, 'run.md'))).toThrow('ENOENT');
});

test('an empty run and one that failed say so first', async () => {
  const empty = await runCommand(['review'], { stdin: '' });
  expect([empty.code, empty.stdout]).toEqual([0, 'Review of a run\n  There are no records.\n']);
  const { records } = await makeRun();
  const failed = await runCommand(['review'], { stdin: toLines(records.slice(-2)) });
  expect(failed.code).toBe(0);
  expect(failed.stdout).toMatch(
    /^Review of a run\n {2}Nothing ran: all 2 records are failures\.\n\nFailures\n/,
  );
});

test('what cannot be reviewed ends with one line, and nothing is written', async () => {
  const { records } = await makeRun();
  const whole = toLines(records.slice(0, 3));
  const slim = await runCommand(['-q', '--record', 'slim'], { stdin: toLines(SCENARIOS) });
  const cwd = createFolder({
    'torn.jsonl': whole.slice(0, -50),
    'foreign.jsonl': `${whole}{"a":1}\n`,
    'slim.jsonl': slim.stdout,
    'odd.jsonl': whole.replace(/"mean":\[[^\]]*\]/, '"mean":["NaN"]'),
    'there.md': '',
    'in.ndjson': toLines(SCENARIOS),
  });
  for (const [args, expected, message] of [
    [['review', 'torn.jsonl', '--digest', 'd.md'], 5, /torn\.jsonl:3: is torn, or is no record/],
    [
      ['review', 'foreign.jsonl', '--digest', 'd.md'],
      5,
      /foreign\.jsonl:4: is neither a result nor a/,
    ],
    [['review', 'odd.jsonl', '--digest', 'd.md'], 5, /odd\.jsonl:\d: lacks what a result has/],
    [
      ['review', 'slim.jsonl', '--digest', 'd.md'],
      2,
      /slim\.jsonl:1: .*a review is made of whole records/,
    ],
    [['in.ndjson', '--record', 'slim', '--digest', 'd.md'], 2, /whole records/],
    [['in.ndjson', '--digest', 'there.md'], 5, /there\.md/],
  ] as const) {
    const { code, stdout, stderr } = await runCommand([...args], { cwd });
    expect([args, code, stdout]).toEqual([args, expected, '']);
    expect(stderr).toMatch(message);
    expect(() => readFileSync(join(cwd, 'd.md'))).toThrow('ENOENT');
  }
});
