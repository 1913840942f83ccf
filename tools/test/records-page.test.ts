import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectFields } from '@pulse-stream/codec';
import { GATE_OPERANDS } from '@pulse-stream/forecast/internal';
import { expect, test } from 'vitest';
import {
  fillTables,
  MODEL_PAGE,
  PAGE,
  readModelKeys,
  readRecordKeys,
  unaligned,
  type Key,
} from '../record-keys.mjs';
import { readText, ROOT } from '../workspace.mjs';

const page = readText(PAGE);
const records: [string, Key[]][] = Object.entries(readRecordKeys());

/** Paths of the rows of the tables of one kind of record, as they stand on a page. */
function pathsOn(text: string, kind: string): string[] {
  const tables = text.split('<!-- keys of ').filter((part) => part.startsWith(kind));
  return tables.flatMap((table) => {
    const [name = '', ...rows] = table.split('\n\n', 2).join('\n').split('\n');
    if (!new RegExp(`^${kind}(:| -->)`).test(name)) return [];
    return rows.flatMap((row) => /(?<=^\| `)[^`]+/.exec(row) ?? []);
  });
}

test('records and their keys were found', () => {
  const counts = records.map(([kind, keys]) => [kind, keys.length]);
  expect(counts.map(([kind]) => kind)).toEqual(['result', 'failure', 'forecast', 'gravity-state']);
  for (const [, count] of counts) expect(count).toBeGreaterThan(20);
});

test('the page says what a gate reads', () => {
  const [, table = ''] = page.split('What a gate reads', 2);
  const rows = [...(table.split('\n\n', 2)[1] ?? '').matchAll(/^\| `(\w+)`/gm)];
  expect(rows.map(([, name]) => name)).toEqual([...GATE_OPERANDS, 'p_EVENT']);
});

test.each(records)('%s: the page has every key, once, and no other', (kind, keys) => {
  expect(pathsOn(page, kind).toSorted()).toEqual(keys.map(({ path }) => path).toSorted());
});

test.each([PAGE, MODEL_PAGE])(
  '%s: the tables are as the schemas are: what a key holds, whether it may be absent, its text',
  (path) => {
    const text = readText(path);
    expect(unaligned(text), 'node tools/record-keys.mjs --write').toBe(unaligned(fillTables(text)));
  },
);

test('the page on models has every key of a model file, once, and no other, and says what it is', () => {
  const keys = readModelKeys();
  expect(keys.length).toBeGreaterThan(80);
  expect(keys.filter(({ text }) => text === '')).toEqual([]);
  expect(pathsOn(readText(MODEL_PAGE), 'model').toSorted()).toEqual(
    keys.map(({ path }) => path).toSorted(),
  );
});

test('a key without a place on the page, and a row without a key, are seen', () => {
  const lines = page.split('\n');
  const row = lines.findIndex((line) => line.startsWith('| `gravity.lambda`'));
  expect(row).toBeGreaterThan(0);
  const without = lines.toSpliced(row, 1).join('\n');
  const more = lines.toSpliced(row, 0, '| `gravity.lambada` | number | a dance |').join('\n');
  for (const broken of [without, more])
    expect(unaligned(fillTables(broken))).not.toBe(unaligned(broken));
});

test('every key has a meaning, and a key that may be null says what null means', () => {
  const rows = [...page.matchAll(/^\| `([^`]+)` +\| (.*?) +\| (.*?) +\|$/gm)];
  expect(rows.length).toBeGreaterThan(190);
  expect(rows.filter(([, , , text = '']) => text.trim().length < 4).map(([row]) => row)).toEqual(
    [],
  );
  const mute = rows.filter(
    ([, , holds = '', text = '']) => /\bnull\b/.test(holds) && !/null/.test(text),
  );
  expect(mute.map(([row]) => row)).toEqual([]);
  const sudden = rows.filter(
    ([, path = '', holds = '', text = '']) =>
      /may be absent/.test(holds) &&
      // what a scenario may leave out has a default
      !/^(config|run)\./.test(path) &&
      !/absent|only with/.test(text),
  );
  expect(sudden.map(([row]) => row)).toEqual([]);
});

test('every path of a result on the page is one that --fields takes', () => {
  const [, keys = []] = records.find(([kind]) => kind === 'result') ?? [];
  for (const { path } of keys) expect(() => selectFields([path]), path).not.toThrow();
});

test('every path that the text names is a key of a record', () => {
  const text = page.replaceAll(/```[^]*?```/g, '').replaceAll(/^\|.*$/gm, '');
  const paths = records.flatMap(([, keys]) => keys.map(({ path }) => path));
  const tops = new Set(
    paths.filter((path) => path.includes('.')).map((path) => path.split('.')[0]),
  );
  const named = [...text.matchAll(/`([a-z_]+(?:\.\w+)+)`/g)].map(([, path = '']) => path);
  const ofRecords = named.filter((path) => tops.has(path.split('.')[0]));
  expect(ofRecords.length).toBeGreaterThan(5);
  expect(ofRecords.filter((path) => !paths.includes(path))).toEqual([]);
});

/** Paths of what a line holds; the keys below `targets` are names, those of quantiles are levels. */
function pathsOf(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const full = path === '' ? key : `${path}.${path === 'targets' ? 'NAME' : key}`;
    const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    if (!isObject || key.endsWith('quantiles')) return [full];
    return path === 'targets' ? pathsOf(inner, full) : [full, ...pathsOf(inner, full)];
  });
}

test('the page has every key that backtest writes, and no other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-records-'));
  try {
    const slots =
      'level: { kind: variable, initial: 0, noise: 1 }\n  dam: { kind: variable, initial: 1 }';
    writeFileSync(
      join(folder, 'lake.yaml'),
      `name: lake\nmembers: 20\nseries: { rain: { dataset: sky } }\nslots:\n  ${slots}\nrules: [{ id: fill, effects: [{ target: dam, add: rain }] }]\nforecast: { targets: [level, dam] }\n`,
    );
    const rows = Array.from({ length: 90 }, (_, turn) => `${turn},${Math.sin(13 * turn * turn)},1`);
    writeFileSync(join(folder, 'h.csv'), `turn,level,dam\n${rows.join('\n')}\n`);
    const sky = rows.map((_, turn) => `${turn},0`);
    // the same without its last rows, as it was known before
    for (const [date, count] of [
      ['2024-01-01', 60],
      ['2024-02-01', 90],
    ] as const)
      writeFileSync(
        join(folder, `${date}.csv`),
        `turn,level,dam\n${rows.slice(0, count).join('\n')}\n`,
      );
    writeFileSync(join(folder, 'sky.csv'), `turn,rain\n${sky.join('\n')}\n`);
    const command = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');
    const args = [
      '-m',
      'lake.yaml',
      '--observations',
      'sky=sky.csv',
      '--horizon',
      '2',
      '--warmup',
      '40',
      '--format',
      'ndjson',
    ];
    const run = (...more: string[]) =>
      spawnSync(process.execPath, [command, 'backtest', ...args, ...more], {
        cwd: folder,
        encoding: 'utf8',
      });
    const { status, stdout, stderr } = run('--observations', 'h.csv', '--issued', 'i.ndjson');
    expect(status, stderr).toBe(0);
    const known = run('--vintages', '2024-*.csv', '--issued', 'k.ndjson');
    expect(known.status, known.stderr).toBe(0);
    const issued = ['i.ndjson', 'k.ndjson']
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
    const keysIn = (text: string): string[] =>
      [
        ...new Set(
          text
            .trimEnd()
            .split('\n')
            .flatMap((line) => pathsOf(JSON.parse(line))),
        ),
      ].toSorted();
    const lines = page.replaceAll('<!-- lines of ', '<!-- keys of ');
    expect(pathsOn(lines, 'backtest').toSorted()).toEqual(keysIn(stdout));
    expect(pathsOn(lines, 'issued').toSorted()).toEqual(keysIn(issued));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
