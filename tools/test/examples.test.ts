import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScenarioConfig, type OutputRecord } from '@pulse-stream/worldstate';
import { afterEach, expect, test, vi } from 'vitest';
import { readText, ROOT } from '../workspace.mjs';

const command = join(ROOT, 'apps/pulse-stream/bin/pulse-stream.js');

/** Records the command writes for a file of scenarios, with its exit code. */
function run(...args: string[]): { records: OutputRecord[]; status: number | null } {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { stdout, status } = spawnSync(process.execPath, [command, ...args], options);
  const records = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): OutputRecord => JSON.parse(line));
  return { records, status };
}

/** Line number and failure type of every record that is a failure. */
const failuresOf = (records: OutputRecord[]): [number, string][] =>
  records.flatMap((record): [number, string][] =>
    record.kind === 'failure' ? [[record.line, record.error.type]] : [],
  );

const scenarios = readText('examples/scenarios.ndjson').trimEnd().split('\n');
const numbers = (lines: string[]): number[] =>
  lines.flatMap((line, index) => (line.trim() === '' ? [] : [index + 1]));

test('scenarios.ndjson gives one record per line, in order, and fails exactly the lines it names', () => {
  const { records, status } = run('examples/scenarios.ndjson');
  expect(status).toBe(3);
  expect(records.map(({ line }) => line)).toEqual(numbers(scenarios));
  const rows = readText('examples/README.md').matchAll(/^\| (\d+) +\|.*\| `([a-z-]+)` *\|$/gm);
  const named = [...rows].map(([, line, type]) => [Number(line), type]);
  expect(named.length).toBeGreaterThan(20);
  expect(failuresOf(records)).toEqual(named);
});

test('scenarios.ndjson has 60 scenarios or more and uses every key of a scenario but series', () => {
  const parsed = scenarios.slice(0, scenarios.indexOf('')).map((line): object => JSON.parse(line));
  expect(parsed.length).toBeGreaterThanOrEqual(60);
  const used = new Set(parsed.flatMap((scenario) => Object.keys(scenario)));
  // the built-in world has no drivers: those of docs/histories.md have
  const keys = Object.keys(ScenarioConfig.shape).filter((key) => key !== 'series');
  expect([...used]).toEqual(expect.arrayContaining(keys));
});

test('sir.ndjson runs on the epidemic model; its three mistakes are found', () => {
  const lines = readText('examples/sir.ndjson').trimEnd().split('\n');
  const { records, status } = run('-m', 'models/sir.yaml', 'examples/sir.ndjson');
  expect(status).toBe(3);
  expect(records.map(({ line }) => line)).toEqual(numbers(lines));
  expect(failuresOf(records)).toEqual([
    [13, 'unknown-name'],
    [14, 'measured-overlay'],
  ]);
  const warnings = records.flatMap((record) => (record.kind === 'result' ? record.warnings : []));
  expect(warnings.map(({ type, path }) => [type, path])).toEqual([['clamped', 'params.gamma']]);
});

const printed: unknown[][] = [];
afterEach(() => {
  printed.length = 0;
  vi.restoreAllMocks();
});

/** What a program of examples/ prints. */
async function execute(name: string): Promise<unknown[][]> {
  vi.spyOn(console, 'log').mockImplementation((...words) => void printed.push(words));
  await import(/* @vite-ignore */ join(ROOT, 'examples', name));
  return printed;
}

test('single-stage.ts prints the overlays of three worlds, less hope with more despair', async () => {
  const overlays = await execute('single-stage.ts');
  expect(overlays).toHaveLength(3);
  const hope = overlays.map(([values]) => (values as Record<string, number>)['hope']);
  expect(hope).toEqual(hope.toSorted((a = 0, b = 0) => b - a));
  expect(new Set(hope).size).toBeGreaterThan(1);
});

test('custom-stage.ts forecasts the calm world and refuses the grim one', async () => {
  const [calm, grim] = await execute('custom-stage.ts');
  expect(calm).toEqual(['calm: hope between', expect.any(Number), expect.any(Number)]);
  expect(grim).toEqual([expect.stringMatching(/^grim: domain-error, hope ends at 0\.\d\d:/)]);
});

test('observers.ts sees the turns of each scenario before its record, and only those', async () => {
  const [clean, green, algae] = await execute('observers.ts');
  expect(clean).toEqual(['clean: result, harvested in turns 4, 6, 9']);
  expect(green).toEqual(['green: result, harvested in turns 1, 4, 6, 9']);
  expect(algae).toEqual(['algae at the end:', expect.any(Number), expect.any(Number)]);
});

test('own-model.ts runs a model file with a driver, drier where less flows in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-model-'));
  const table = join(folder, 'inflow.csv');
  writeFileSync(table, `inflow\n${Array.from({ length: 12 }, () => '25').join('\n')}\n`);
  const given = process.argv;
  process.argv = [...given.slice(0, 2), join(ROOT, 'models/reservoir.yaml'), table];
  try {
    const [usual = [], dry = []] = await execute('own-model.ts');
    expect([usual[0], dry[0]]).toEqual(['inflow x 1', 'inflow x 0.7']);
    expect(Number(dry[1])).toBeLessThan(Number(usual[1]));
  } finally {
    process.argv = given;
    rmSync(folder, { recursive: true });
  }
});

test('the programs are short enough to read', () => {
  const lines = readText('examples/single-stage.ts')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('//'));
  expect(lines.length).toBeLessThanOrEqual(10);
});
