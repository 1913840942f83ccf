import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { HUB_RULES } from '@pulse-stream/formats/internal';
import { expect, test } from 'vitest';
import { createFolder, readResults, runCommand, toLines } from './command.ts';
import { query } from './duckdb.ts';

const FIXTURE = join(import.meta.dirname, '../../../packages/formats/test/fixtures/hub/hub-config');
const PAGE = join(import.meta.dirname, '../../../docs/hub.md');
const TASKS = readFileSync(join(FIXTURE, 'tasks.json'), 'utf8');
const LEVELS: readonly number[] =
  JSON.parse(TASKS).rounds[0].model_tasks[0].output_type.quantile.output_type_id.required;
const PLACES = ['US', '06'];
const ROWS = 80;
const LAST = '2026-01-10';
const SUBMISSION = `model-output/team-model/${LAST}-team-model`;
/** Several processes one after the other, on a machine that may be busy. */
const PATIENT = { timeout: 600_000 };

const DAY_MS = 86_400_000;
const weekAt = (week: number): string =>
  new Date(Date.parse(LAST) + 7 * week * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
const casesAt = (week: number, place: number): number =>
  (200 + 100 * Math.sin(week / 8) + 10 * Math.sin(13 * week * week)) / (1 + place);
/** Weeks up to one after the last; both places one below the other. */
const history = (until: number): string =>
  `place,date,cases\n${PLACES.flatMap((place, index) =>
    Array.from({ length: ROWS + until }, (_, row) => {
      const week = row - ROWS + 1;
      return `${place},${weekAt(week)},${casesAt(week, index).toFixed(1)}\n`;
    }),
  ).join('')}`;

const MODEL = `name: weekly
time_unit: week
members: 60
slots:
  cases: { kind: variable, initial: 200, min: 0, noise: 5 }
`;
const MAPPING = `tasks:
  target: { from: target, values: { cases: weekly cases } }
  location: meta.location
`;
const scenarios = PLACES.map((place) => ({
  id: place,
  turns: 4,
  observations: { dataset: `flu.${place}` },
  meta: { location: place },
  forecast: { targets: ['cases'], quantiles: LEVELS },
}));

/** A folder with a hub, a history and what a weekly run takes. */
function createWeek(files: Readonly<Record<string, string>> = {}): string {
  const cwd = createFolder({
    'flu.csv': history(0),
    'later.csv': history(4),
    'weekly.yaml': MODEL,
    'map.yaml': MAPPING,
    'in.ndjson': toLines(scenarios),
    ...files,
  });
  mkdirSync(join(cwd, 'hub/hub-config'), { recursive: true });
  writeFileSync(join(cwd, 'hub/hub-config/tasks.json'), TASKS);
  writeFileSync(
    join(cwd, 'hub/hub-config/admin.json'),
    readFileSync(join(FIXTURE, 'admin.json'), 'utf8'),
  );
  return cwd;
}

const HISTORY = ['--observations', 'flu=flu.csv', '--split', 'place'];
const run = (cwd: string, ...flags: string[]) =>
  runCommand(
    [
      '-q',
      '-m',
      'weekly.yaml',
      ...HISTORY,
      '--keep-members',
      'in.ndjson',
      '-o',
      'out.jsonl',
      ...flags,
    ],
    { cwd },
  );
const SUBMIT = [
  ['--to', 'hubverse'],
  ['--hub', 'hub'],
  ['--model-id', 'team-model'],
  ['--mapping', 'map.yaml'],
];
/** @param flags also in the place of those that every submission here has */
const submit = (cwd: string, ...flags: string[]) => {
  const usual = SUBMIT.filter(([flag = '']) => !flags.includes(flag));
  return runCommand(['export', 'out.jsonl', ...usual.flat(), ...flags], { cwd });
};

/** What a quantile forecast scores, from the definitions. */
function scoresOf(levels: readonly number[], values: readonly number[], truth: number) {
  const pinball = levels.map((level, index) => {
    const value = values[index] ?? Number.NaN;
    return 2 * (truth < value ? (1 - level) * (value - truth) : level * (truth - value));
  });
  return { crps_q: mean(pinball) };
}
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test(
  'the figures of a weekly run are in its submission: scored there, they are those of score',
  PATIENT,
  async () => {
    const cwd = createWeek();
    expect((await run(cwd)).code).toBe(0);
    const exported = await submit(cwd, '-o', `hub/${SUBMISSION}.parquet`);
    expect([exported.code, exported.stderr]).toEqual([
      0,
      `2 results, ${2 * 4 * (2 + 23 + 60)} rows in hub/${SUBMISSION}.parquet\n`,
    ]);
    const scored = await runCommand(
      [
        'score',
        'out.jsonl',
        '--observations',
        'flu=later.csv',
        '--split',
        'place',
        '--format',
        'ndjson',
        '--precision',
        '12',
      ],
      { cwd },
    );
    const lines: Record<string, unknown>[] = scored.stdout
      .trimEnd()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    const rows = await query(`
      select horizon::int, location, target_end_date::varchar, list(output_type_id::double order by output_type_id::double),
        list(value order by output_type_id::double)
      from '${join(cwd, `hub/${SUBMISSION}.parquet`)}' where output_type = 'quantile' group by all order by all`);
    expect(rows).toHaveLength(2 * 4);
    for (const horizon of [1, 2, 3, 4]) {
      const of = rows.filter(([turn]) => turn === horizon);
      const scores = of.map(([, place, date, levels, values]) => {
        expect([date, levels]).toEqual([weekAt(horizon), LEVELS]);
        const truth = Number(casesAt(horizon, PLACES.indexOf(String(place))).toFixed(1));
        // lists of numbers, as the query says
        return scoresOf(levels as number[], values as number[], truth);
      });
      const line = lines.find(
        (found) => found['target'] === 'cases' && found['horizon'] === horizon,
      );
      expect(line?.['n_quantiles']).toBe(2);
      expect(mean(scores.map(({ crps_q }) => crps_q))).toBeCloseTo(Number(line?.['crps_q']), 8);
    }
    const medians = await query(`
      select location, value from '${join(cwd, `hub/${SUBMISSION}.parquet`)}' where output_type = 'median' order by location desc, horizon`);
    const recorded = readResults(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).flatMap(
      ({ id, forecast }) => (forecast.targets['cases']?.median ?? []).map((value) => [id, value]),
    );
    expect(medians).toEqual(recorded);
  },
);

test(
  'without -o a submission goes where the hub looks, as CSV, and replaces one with --force only',
  PATIENT,
  async () => {
    const cwd = createWeek();
    await run(cwd);
    expect((await submit(cwd)).code).toBe(0);
    const file = join(cwd, `hub/${SUBMISSION}.csv`);
    const before = readFileSync(file);
    const again = await submit(cwd);
    expect([again.code, again.stderr]).toEqual([5, expect.stringContaining('exists already')]);
    expect((await submit(cwd, '--force')).code).toBe(0);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(join(cwd, 'hub/model-output/team-model'))).toEqual([
      `${LAST}-team-model.csv`,
    ]);
  },
);

test(
  'failures and gated results are left out of a submission, and that is said',
  PATIENT,
  async () => {
    const [first, second] = scenarios;
    const cwd = createWeek({ 'in.ndjson': toLines([first, { ...second, turns: 0 }]) });
    await run(cwd, '--gate', 'correction_share < 0');
    const { code, stderr } = await submit(cwd, '--errors', 'dead.jsonl');
    const gated = readResults(
      readFileSync(join(cwd, 'out.jsonl'), 'utf8').split('\n')[0] ?? '',
    ).filter(({ status }) => status === 'gated');
    expect(gated).toHaveLength(1);
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining('the records are 1 failure and 1 gated result'),
    ]);
    expect(existsSync(join(cwd, 'dead.jsonl'))).toBe(false);
    await run(cwd, '--force');
    const some = await submit(cwd, '--errors', 'dead.jsonl');
    expect([some.code, some.stderr]).toEqual([
      0,
      expect.stringMatching(/; left out: 1 failure\n$/),
    ]);
    expect(readFileSync(join(cwd, 'dead.jsonl'), 'utf8')).toContain('"id":"06"');
  },
);

test('nothing leads a submission out of its hub', PATIENT, async () => {
  const cwd = createWeek({ 'precious.csv': 'mine' });
  await run(cwd);
  mkdirSync(join(cwd, 'elsewhere'));
  mkdirSync(join(cwd, 'hub/model-output/team-model'), { recursive: true });
  symlinkSync(join(cwd, 'precious.csv'), join(cwd, `hub/${SUBMISSION}.csv`));
  symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'hub/model-output/team-linked'));
  const cases = [
    [['--force'], 3, 'is a link, or no file'],
    [['--model-id', 'team-linked'], 3, 'is a link, or no folder'],
    [['-o', 'other.csv'], 3, `-o other.csv is not where the hub looks: hub/${SUBMISSION}.csv`],
    [['--round', '../../x'], 3, 'is no round of the hub'],
    [['--model-id', '../x-y'], 2, 'rule "name"'],
  ] as const;
  for (const [flags, exit, said] of cases) {
    const { code, stderr } = await submit(cwd, ...flags);
    expect([code, stderr]).toEqual([exit, expect.stringContaining(said)]);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  }
  expect(readFileSync(join(cwd, 'precious.csv'), 'utf8')).toBe('mine');
  expect(readdirSync(join(cwd, 'elsewhere'))).toEqual([]);
});

test(
  'what a hub would refuse ends with 3 in one line, and nothing is written',
  PATIENT,
  async () => {
    const [first = {}] = scenarios;
    const cwd = createWeek({
      'in.ndjson': toLines([
        { ...first, forecast: { targets: ['cases'], quantiles: [0.1, 0.5, 0.9] } },
      ]),
    });
    await run(cwd);
    const { code, stderr } = await submit(cwd);
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(
        /^pulse-stream: the hub would refuse it \(rule "complete"\): [^\n]+\n$/,
      ),
    ]);
    expect(readdirSync(join(cwd, 'hub'))).toEqual(['hub-config']);
  },
);

test.each([
  [['--hub', 'nowhere'], 5, 'cannot read nowhere/hub-config/tasks.json'],
  [['--wide'], 2, '--wide changes tables'],
  [['--mapping', 'in.ndjson'], 2, 'in.ndjson'],
  [['--to', 'csv', '-o', 'a.csv'], 2, 'belongs to a submission: add --to hubverse'],
])('a submission with %j is refused with %i', PATIENT, async (flags, exit, said) => {
  const cwd = createWeek({ 'out.jsonl': '' });
  const { code, stderr } = await submit(cwd, ...flags);
  expect([code, stderr]).toEqual([exit, expect.stringContaining(said)]);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test.each(['hub', 'model-id'])('a submission says that it needs --%s', async (missing) => {
  const flags = [
    ['--hub', 'hub'],
    ['--model-id', 'team-model'],
  ].filter(([flag]) => flag !== `--${missing}`);
  const { code, stderr } = await runCommand(
    ['export', 'out.jsonl', '--to', 'hubverse', ...flags.flat()],
    { cwd: createWeek({ 'out.jsonl': '' }) },
  );
  expect([code, stderr]).toEqual([2, expect.stringContaining(`--to hubverse needs --${missing}`)]);
});

test('the page on submissions has every rule', () => {
  const rules = [...readFileSync(PAGE, 'utf8').matchAll(/^\| `(\w+)` +\|/gm)].map(
    ([, rule]) => rule,
  );
  expect(rules).toEqual(expect.arrayContaining(Object.keys(HUB_RULES)));
});
