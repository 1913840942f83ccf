import { expect, test } from 'vitest';
import { createFolder, runCommand, toLines } from './command.ts';

const HOP =
  '"hop" is not declared by model pulse: it became a dynamic overlay; did you mean "hope"?';
const LINES = toLines([
  { members: 1, state_overrides: { hop: 0.9 } },
  { turnz: 3 },
  { members: 1, state_overrides: { hop: 0.8, rage: 3 } },
  { members: 1, turns: 5 },
  { turnz: 4 },
  { members: 1, turns: 5 },
  { members: 1, id: 'a', turns: 3 },
  { members: 1, id: 'a', turns: 4 },
]);

/** What a run says, without its time. */
async function said(args: readonly string[], files: Record<string, string>): Promise<string[]> {
  const { stderr } = await runCommand(args, { cwd: createFolder(files) });
  return stderr
    .trimEnd()
    .replace(/ in [\d.]+ s/, '')
    .split('\n');
}

test('the first failure, each kind of warning once, the counts and the next command', async () => {
  const files = { 'in.ndjson': LINES };
  const expected = [
    '2:turnz: config-invalid: unknown key "turnz" (did you mean "turns"?)',
    `1:state_overrides.hop: warning: dynamic-overlay: ${HOP} (2 records)`,
    '3:state_overrides.rage: warning: clamped: rage = 3 is out of bounds and was set to 1 (1 record)',
    '8 records: 6 complete, 2 failed (config-invalid 2), 3 warnings',
    '1 line was identical to an earlier one: same config, same numbers',
    '1 line had the id of an earlier, different one: they draw the same random numbers',
    'next: pulse-stream validate in.ndjson',
  ];
  expect(await said(['in.ndjson'], files)).toEqual(expected);
  const threaded = await said(['in.ndjson', '-j', '2'], files);
  expect(threaded.filter((line) => !line.startsWith('batches: '))).toEqual(expected);
});

test('what stderr says of a line is what validate says of it', async () => {
  const cwd = createFolder({ 'in.ndjson': LINES, 'more.ndjson': LINES });
  for (const files of [['in.ndjson'], ['in.ndjson', 'more.ndjson']]) {
    const checked = (await runCommand(['validate', ...files], { cwd })).stdout.split('\n');
    const { stderr } = await runCommand(files, { cwd });
    const [failure = '', ...rest] = stderr.split('\n');
    const warnings = rest.filter((line) => line.includes(': warning: '));
    expect(warnings).toHaveLength(2);
    for (const line of [failure, ...warnings.map((text) => text.replace(/ \(\d+ records?\)$/, ''))])
      expect(checked).toContain(line);
  }
});

test('-v names every failure; -q says nothing; a run without remarks has one line', async () => {
  const files = { 'in.ndjson': LINES, 'fine.ndjson': toLines([{ members: 1 }]) };
  const failures = (await said(['-v', 'in.ndjson'], files)).filter((line) =>
    line.includes('config-invalid:'),
  );
  expect(failures.map((line) => line.slice(0, 8))).toEqual(['2:turnz:', '5:turnz:']);
  expect(await said(['-q', 'in.ndjson'], files)).toEqual(['']);
  expect(await said(['-q', '-v', 'in.ndjson'], files)).toEqual(['']);
  expect(await said(['fine.ndjson'], files)).toEqual(['1 record: 1 complete, 0 failed']);
});

test('the next command looks at the same world, and works as it stands', async () => {
  const files = { 'in 1.ndjson': LINES };
  const told = await said(
    ['in 1.ndjson', '-o', 'out.jsonl', '-m', 'sir', '--turns', '4', '--seed', '7', '--crn'],
    files,
  );
  expect(told.at(-1)).toBe(
    "next: pulse-stream validate --model sir --turns 4 'in 1.ndjson'; with the lines mended, " +
      "pulse-stream retry out.jsonl --model sir --turns 4 --seed 7 --crn --input 'in 1.ndjson' -o out.retried.jsonl",
  );
  const warned = await said(['in.ndjson'], {
    'in.ndjson': toLines([{ members: 1, state_overrides: { hop: 0.9 } }]),
  });
  expect(warned.at(-1)).toBe(
    'next: pulse-stream validate in.ndjson (names every line with a warning)',
  );
});

test('one is one: lines, records, scenarios, warnings, names', async () => {
  const files = { 'in.ndjson': `\n${toLines([{ members: 1, state_overrides: { hop: 0.9 } }])}` };
  const cwd = createFolder(files);
  const validated = await runCommand(['validate', 'in.ndjson'], { cwd });
  expect(validated.stderr).toBe('1 scenario: 0 would fail, 1 warning\n');
  expect((await said(['in.ndjson'], files)).at(1)).toBe(
    '1 record: 1 complete, 0 failed, 1 blank line skipped, 1 warning',
  );
  await runCommand(['-q', 'in.ndjson', '-o', 'out.jsonl'], { cwd });
  const retried = await runCommand(['retry', 'out.jsonl', '--input', 'in.ndjson'], { cwd });
  expect(retried.stderr).toMatch(/^1 record: /);
});
