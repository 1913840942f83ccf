import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolder, readFailures, readRecords, runCommand, toLines } from './command.ts';

const scenarios = (count: number): string =>
  toLines(Array.from({ length: count }, (_, index) => ({ id: `s${index}`, turns: 3, members: 2 })));
const RUN = ['in.ndjson', '-o', 'out.jsonl'];
const RETRY = ['retry', 'out.jsonl', '--input', 'in.ndjson', '-o', 'new.jsonl'];

test('retry runs the failures again and copies every other record byte by byte', async () => {
  const long = JSON.stringify({ id: 'long', turns: 60, members: 2 });
  const input = `${scenarios(5)}\n${long}\nnope\n${scenarios(5)}`;
  const cwd = createFolder({ 'in.ndjson': input, 'other.ndjson': scenarios(12) });
  const first = await runCommand([...RUN, '--limit-turns', '50'], { cwd });
  expect(first.code).toBe(3);
  const before = readFileSync(join(cwd, 'out.jsonl'), 'utf8');
  expect(readFailures(before)).toHaveLength(2);
  const retried = await runCommand(
    ['retry', 'out.jsonl', '--input', 'in.ndjson', '-o', 'new.jsonl'],
    { cwd },
  );
  expect(retried.code).toBe(3);
  expect(retried.stderr).toContain('12 records: 2 failures were run again, 1 failed again\n');

  const after = readFileSync(join(cwd, 'new.jsonl'), 'utf8').split('\n');
  const changed = before.split('\n').flatMap((text, at) => (text === after[at] ? [] : [at]));
  expect([changed, after.length]).toEqual([[5], 13]);
  expect(readFileSync(join(cwd, 'out.jsonl'), 'utf8')).toBe(before);
  const whole = await runCommand(['in.ndjson'], { cwd });
  expect(after.join('\n')).toBe(whole.stdout);
});

test('retry tells the first failure and the next command as run does, and that command works', async () => {
  const input = `${scenarios(1)}{"turnz":3}\n{"turns":"x"}\n`;
  const cwd = createFolder({ 'in.ndjson': input });
  await runCommand(RUN, { cwd });
  const again = await runCommand([...RETRY, '--precision', '6'], { cwd });
  const next = 'pulse-stream retry new.jsonl --precision 6 --input in.ndjson -o new.retried.jsonl';
  expect([again.code, again.stderr]).toEqual([
    3,
    [
      '2:turnz: config-invalid: unknown key "turnz" (did you mean "turns"?)',
      '3 records: 2 failures were run again, 2 failed again',
      `next: pulse-stream validate in.ndjson; with the lines mended, ${next}`,
      '',
    ].join('\n'),
  ]);
  writeFileSync(join(cwd, 'in.ndjson'), `${scenarios(1)}{"turns":3}\n{"turns":2}\n`);
  const mended = await runCommand(next.split(' ').slice(1), { cwd });
  expect([mended.code, mended.stderr]).toEqual([
    0,
    '3 records: 2 failures were run again, 0 failed again\n',
  ]);
  const whole = await runCommand(['in.ndjson'], { cwd });
  expect(readFileSync(join(cwd, 'new.retried.jsonl'), 'utf8')).toBe(whole.stdout);
});

test('retry refuses an input that is not the one of the output, with exit code 7', async () => {
  const input = `${scenarios(2)}nope\n`;
  const cwd = createFolder({
    'in.ndjson': input,
    'short.ndjson': scenarios(2),
    'long.ndjson': `${input}{}\n`,
    'moved.ndjson': `\n${input}`,
    'bad.jsonl': '{"kind":"other"}\n',
    'mended.ndjson': '{"turns":3}\n',
    'mended2.ndjson': '{"turns":3}\n{"turns":4}\n{}\n',
  });
  await runCommand(RUN, { cwd });
  const whole = /give all of the input of the run, every mended line in its place\)/;
  const cases: [output: string, input: string, message: RegExp][] = [
    ['out.jsonl', 'short.ndjson', /more records than the input has lines/],
    [
      'out.jsonl',
      'long.ndjson',
      /the input has more lines than out.jsonl has records, 3 records \(the output was cut off/,
    ],
    ['out.jsonl', 'moved.ndjson', /record 1 belongs to line 1, and the input has line 2/],
    ['out.jsonl', 'short.ndjson', whole],
    ['out.jsonl', 'long.ndjson', whole],
    ['out.jsonl', 'moved.ndjson', whole],
    ['out.jsonl', 'mended.ndjson', whole],
    ['out.jsonl', 'mended2.ndjson', whole],
    ['bad.jsonl', 'in.ndjson', /record 1 is neither a result nor a failure/],
  ];
  await Promise.all(
    cases.map(async ([output, from, message], index) => {
      const args = ['retry', output, '--input', from, '-o', `new${index}.jsonl`];
      const { code, stderr } = await runCommand(args, { cwd });
      expect([code, stderr]).toEqual([7, expect.stringMatching(message)]);
      expect(existsSync(join(cwd, `new${index}.jsonl`))).toBe(false);
    }),
  );
  const none = await runCommand(['retry', 'out.jsonl'], { cwd });
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('--input FILE')]);
});

test('retry finds the failures of several inputs', async () => {
  const cwd = createFolder({ 'a.ndjson': `nope\n${scenarios(1)}`, 'b.ndjson': 'null\n' });
  await runCommand(['a.ndjson', 'b.ndjson', '-o', 'out.jsonl'], { cwd });
  const { code, stdout } = await runCommand(
    ['retry', 'out.jsonl', '--input', 'a.ndjson', 'b.ndjson', '-q'],
    { cwd },
  );
  expect([code, stdout]).toEqual([3, readFileSync(join(cwd, 'out.jsonl'), 'utf8')]);
});

test('a line that was mended is run where its record is a failure, and keeps its number', async () => {
  const input = `{"id":"a","turns":2}\n\n{"id":"b","turnz":2}\n{"id":"c","turns":2}\n`;
  const cwd = createFolder({ 'in.ndjson': input });
  expect((await runCommand(RUN, { cwd })).code).toBe(3);
  const before = readFileSync(join(cwd, 'out.jsonl'), 'utf8').split('\n');
  writeFileSync(join(cwd, 'in.ndjson'), input.replace('turnz', 'turns'));
  const { code, stderr } = await runCommand(RETRY, { cwd });
  expect([code, stderr]).toEqual([0, expect.stringContaining('1 failure was run again, 0 failed')]);
  const after = readFileSync(join(cwd, 'new.jsonl'), 'utf8').split('\n');
  expect([after[0], after[2]]).toEqual([before[0], before[2]]);
  const records = readRecords(after.join('\n'));
  expect(records.map(({ kind, line, batch_index }) => [kind, line, batch_index])).toEqual([
    ['result', 1, 0],
    ['result', 3, 1],
    ['result', 4, 2],
  ]);
  const whole = await runCommand(['in.ndjson'], { cwd });
  expect(after.join('\n')).toBe(whole.stdout);
});

/** An output and its input; `edit` changes the text of one record of the output. */
async function retryEdited(edit: (text: string) => string, words: readonly string[] = []) {
  const cwd = createFolder({ 'in.ndjson': `${scenarios(3)}nope\n` });
  await runCommand(RUN, { cwd });
  const records = readFileSync(join(cwd, 'out.jsonl'), 'utf8').split('\n');
  records[1] = edit(records[1] ?? '');
  writeFileSync(join(cwd, 'out.jsonl'), records.join('\n'));
  const ended = await runCommand([...RETRY, ...words], { cwd });
  if (ended.code === 7) expect(existsSync(join(cwd, 'new.jsonl'))).toBe(false);
  return ended;
}

test.each<[string, (text: string) => string, RegExp]>([
  ['that was torn', (text) => text.slice(0, -40), /record 2 is torn/],
  ['that is no JSON', () => 'garbage', /record 2 is torn, or is no record/],
  ['that is empty', () => '', /record 2 is torn, or is no record/],
  ['that is a list', (text) => `[${text}]`, /record 2 is torn, or is no record/],
  ['of another kind', (text) => text.replace('"result"', '"forecast"'), /record 2 is neither/],
  [
    'of a later schema',
    (text) => text.replace(/"schema":\d/, '"schema":9'),
    /record 2 is of a schema/,
  ],
  ['without a status', (text) => text.replace('"status":"complete",', ''), /record 2 lacks what/],
  ['of another line', (text) => text.replace('"line":2', '"line":3'), /record 2 belongs to line 3/],
  [
    'of another batch',
    (text) => text.replace('"batch_index":1', '"batch_index":2'),
    /record 2 belongs/,
  ],
  ['that says no run', (text) => text.replace('"run":', '"ran":'), /record 2 does not say its run/],
  [
    'of another model',
    (text) => text.replace(/"model_hash":"[^"]*"/, '"model_hash":"x"'),
    /another model \(record: pulse with hash x, this run: pulse with hash \w+\)/,
  ],
  [
    'of another build',
    (text) => text.replace(/"engine_version":"[^"]*"/, '"engine_version":"0"'),
    /another build \(record: 0, this run: [^)]+\): retry with that version/,
  ],
])('retry never copies a record %s', async (_, edit, message) => {
  const { code, stderr } = await retryEdited(edit);
  expect([code, stderr]).toEqual([7, expect.stringMatching(message)]);
});

test.each([
  [
    ['--seed', '5'],
    /another seed \(record: .+, this run: .+\): give --seed .* \(or --force/,
    'seed',
  ],
  [['--crn'], /another seed \(record: .+, this run: .+\): give --seed and --crn/, 'seed'],
  [
    ['-m', 'sir'],
    /another model \(record: pulse, this run: sir\): name .* with -m \(or --force/,
    'model',
  ],
])(
  'retry %j names both runs and the way out; --force mixes them and counts',
  async (words, named, what) => {
    const refused = await retryEdited((text) => text, words);
    expect([refused.code, refused.stderr]).toEqual([7, expect.stringMatching(named)]);
    const forced = await retryEdited((text) => text, [...words, '--force']);
    const counted = `3 results that were kept: made with another ${what}`;
    expect([forced.code, forced.stderr]).toEqual([3, expect.stringContaining(counted)]);
  },
);

test('a retry under the same run mixes nothing, and says nothing of it', async () => {
  const { code, stderr } = await retryEdited((text) => text, ['--force']);
  expect([code, stderr]).toEqual([3, expect.not.stringContaining('kept')]);
});

test('a result whose line changed is refused where it says the hash of its line', async () => {
  const input = `${scenarios(2)}nope\n`;
  const cwd = createFolder({ 'in.ndjson': input });
  await runCommand(RUN, { cwd });
  const hashes = input
    .trimEnd()
    .split('\n')
    .map((line) => createHash('sha256').update(line).digest('hex'));
  const records = readFileSync(join(cwd, 'out.jsonl'), 'utf8').trimEnd().split('\n');
  // as schema 2 writes it, and schema 1 did not
  const hashed = records.map((text, index) =>
    text.includes('line_sha256')
      ? text
      : text.replace(
          '"status":"complete",',
          `"status":"complete","line_sha256":"${hashes[index] ?? ''}",`,
        ),
  );
  writeFileSync(join(cwd, 'out.jsonl'), `${hashed.join('\n')}\n`);
  expect((await runCommand(RETRY, { cwd })).code).toBe(3);
  writeFileSync(join(cwd, 'in.ndjson'), input.replace('"turns":3', '"turns":4'));
  const changed = await runCommand([...RETRY, '--force'], { cwd });
  expect([changed.code, changed.stderr]).toEqual([
    7,
    expect.stringContaining('line 1 has a result, and is another line now'),
  ]);
  // without hashes what was not looked at is said
  const plain = hashed.map((text) =>
    text.includes('"result"')
      ? text.replace(/"line_sha256":"[0-9a-f]+",/, '').replace(/"schema":\d/, '"schema":1')
      : text,
  );
  writeFileSync(join(cwd, 'out.jsonl'), `${plain.join('\n')}\n`);
  const old = await runCommand([...RETRY, '--force'], { cwd });
  expect([old.code, old.stderr]).toEqual([
    3,
    expect.stringContaining('2 results of schema 1 without line_sha256'),
  ]);
});

test.each([
  [['--members', '4'], '--members'],
  [['--precision', '3', '--turns', '2'], '--precision, --turns'],
  [['--record', 'slim'], '--record'],
  [['--observations', 'rows=other.csv'], 'observations rows'],
  [['--gravity-off'], 'gravity'],
])(
  'an output that was made with other options is not mixed with these unasked: %s',
  async (flags, named) => {
    const cwd = createFolder({
      'in.ndjson': `{"id":"a"}\n{"turnz":1}\n`,
      'rows.csv': 'hope\n0.5\n0.4\n',
      'other.csv': 'hope\n0.5\n0.3\n',
    });
    const made = ['--members', '3', '--observations', 'rows=rows.csv'];
    expect((await runCommand([...RUN, ...made], { cwd })).code).toBe(3);
    const plain =
      flags.includes('--members') || flags.includes('--observations') ? made.slice(2) : made;
    const given = flags.includes('--observations')
      ? [...made.slice(0, 2), ...flags]
      : [...plain, ...flags];
    const refused = await runCommand([...RETRY, ...given], { cwd });
    expect([refused.code, refused.stdout]).toEqual([7, '']);
    expect(refused.stderr).toContain(`cannot retry: ${named} differ`);
    expect(existsSync(join(cwd, 'new.jsonl'))).toBe(false);
    const mixed = await runCommand([...RETRY, ...given, '--force'], { cwd });
    expect(mixed.code).toBe(3);
    expect(mixed.stderr).toContain(`out.jsonl was made with other options: ${named} differ`);
    // with the options of the run, and another limit, it is the run that goes on
    expect(
      (await runCommand([...RETRY, ...made, '--limit-turns', '9', '--force'], { cwd })).stderr,
    ).not.toContain('other options');
    // of a file that was edited nothing is known
    writeFileSync(
      join(cwd, 'out.jsonl'),
      readFileSync(join(cwd, 'out.jsonl'), 'utf8').replace('"hope":', '"hope" :'),
    );
    expect((await runCommand([...RETRY, ...given, '--force'], { cwd })).stderr).not.toContain(
      'other options',
    );
  },
);
