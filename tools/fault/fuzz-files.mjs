// Mutated models, gravity states, datasets, settings, issued forecasts and outputs for retry, each given to
// the commands that read it: `node tools/fault/fuzz-files.mjs [files] [seed]`. A file may be refused (exit 2,
// 3, 5 or 7 and a message), never be met by an internal error (exit 1) or a stack trace.
import { Buffer } from 'node:buffer';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { createRandom } from './memory-file-system.mjs';
import { mutateText } from './mutate-text.mjs';

/** The command as a function: a process for each of thousands of files would take hours. */
const COMMAND = new URL('../../apps/pulse-stream/dist/main.js', import.meta.url);

const MODEL = `name: rise
version: "1"
time_unit: month
members: 4
params: { pull: { value: 0.1, min: 0, max: 1 } }
slots:
  level: { kind: variable, initial: 1, noise: 0.1, min: -100, max: 100, unit: "%" }
  price: { kind: variable, initial: 2, transform: log100, noise: 1 }
  hope: { kind: overlay, initial: 0.5, decay: 0.01 }
  mood: { kind: overlay, initial: 0.5 }
  stock: { kind: capital, initial: 10 }
measurements: { mood: hope / 2 }
rules:
  - { id: pull, when: level > 0.5 and hope < 1, effects: [{ target: level, add: "pull * (1 - level[-1])" }] }
  - { id: gain, trust: 0.4, importance: 0.5, effects: [{ target: stock, add: 0.5, scaled: false, max: 90 }] }
symbols: [hope]
tags: [{ code: HIGH, label: High, when: hope > 0.7 }, { code: LOW, label: Low, when: "true" }]
forecast: { targets: [level, price], horizons: [1, 2], quantiles: [0.1, 0.5, 0.9], events: [{ name: high, when: level > 2 }] }
`.replace('when: "true"', 'when: hope <= 0.7');
const SETTINGS = `jobs: 1
seed: 7
members: 3
turns: 2
precision: 6
strict: false
gate: energy_share < 2
max_errors: 50%
limit_members: 1000
`;
const ROWS = Array.from({ length: 45 }, (_, row) => {
  const date = `${2010 + Math.floor(row / 12)}-${String((row % 12) + 1).padStart(2, '0')}`;
  return [date, Math.sin(row), 2 + (row % 5), row % 7 === 3 ? null : 0.5];
});
const toCsv = (/** @type {typeof ROWS} */ rows) =>
  ['date,level,price,hope', ...rows.map((row) => row.join(','))]
    .map((line) => `${line}\n`)
    .join('');
const toNdjson = (/** @type {typeof ROWS} */ rows) =>
  rows
    .map(([date, level, price, hope]) => `${JSON.stringify({ date, level, price, hope })}\n`)
    .join('');
const LINES = [
  { id: 'a', turns: 2, observations: { dataset: 'h' } },
  { id: 'b', turns: 3, observations: { dataset: 'h', until: '2012-06' }, params: { pull: 0.3 } },
  { id: 'c', turnz: 3 },
]
  .map((config) => `${JSON.stringify(config)}\n`)
  .join('');
const STATELESS = '{"id":"a","turns":2}\n{"id":"b","assess":"full","trace":"full"}\n';

const LIMITS = ['-j', '1', '--limit-member-turns=3000', '--limit-members=100'];
const HISTORY = ['-m', 'model.yaml', '--observations', 'h=history.csv'];

/**
 * What is mutated, and the commands that read it; `made` files are made by those above them.
 * @type {readonly { name: string, commands: readonly (readonly string[])[] }[]}
 */
const TARGETS = [
  {
    name: 'model.yaml',
    commands: [
      ['model', 'check', 'model.yaml'],
      ['-m', 'model.yaml', 'plain.ndjson', ...LIMITS],
      ['learn', '-m', 'model.yaml', '--observations', 'history.csv'],
    ],
  },
  {
    name: 'state.json',
    commands: [['-m', 'model.yaml', '--gravity-state', 'state.json', 'plain.ndjson', ...LIMITS]],
  },
  {
    name: 'history.csv',
    commands: [
      ['in.ndjson', ...HISTORY, ...LIMITS],
      ['learn', '-m', 'model.yaml', '--observations', 'history.csv'],
    ],
  },
  {
    name: 'history.jsonl',
    commands: [
      ['in.ndjson', '-m', 'model.yaml', '--observations', 'h=history.jsonl', ...LIMITS],
      [
        'backtest',
        '-m',
        'model.yaml',
        '--observations',
        'history.jsonl',
        '--horizon',
        '2',
        '--warmup',
        '12',
      ],
    ],
  },
  { name: 'settings/pulse.config.yaml', commands: [['plain.ndjson', ...LIMITS]] },
  {
    name: 'issued.jsonl',
    commands: [['score', 'issued.jsonl', '--observations', 'truth.csv', '-m', 'model.yaml']],
  },
  { name: 'out.jsonl', commands: [['retry', 'out.jsonl', '--input', 'in.ndjson', ...HISTORY]] },
];

const EXITS = new Set([0, 2, 3, 4, 5, 6, 7]);

/** @typedef {{ code: number | string, stdout: string, stderr: string }} Finished */

/**
 * Runs the command in this process, which stays where it is.
 * @param {string} folder of the files that `words` name @param {readonly string[]} words
 * @param {string} [workingFolder] where settings are looked for
 * @returns {Promise<Finished>}
 */
async function runHere(folder, words, workingFolder = folder) {
  const argv = words.map((word) =>
    word.replace(/[\w/.]+\.(csv|jsonl|json|ndjson|yaml)$/, (name) => join(folder, name)),
  );
  /** @type {{ main: (argv: readonly string[], terminal: object) => Promise<number> }} */
  const { main } = await import(COMMAND.href);
  const collect = () => {
    /** @type {Buffer[]} */
    const pieces = [];
    const stream = new Writable({
      write(piece, _encoding, done) {
        pieces.push(Buffer.from(piece));
        done();
      },
    });
    return { stream, text: () => Buffer.concat(pieces).toString('utf8') };
  };
  const [stdout, stderr] = [collect(), collect()];
  const terminal = {
    stdin: Readable.from([]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    environment: {},
    workingFolder,
    now: () => 0,
  };
  /** @type {number | string} */
  let code;
  try {
    code = await main(argv, terminal);
  } catch (error) {
    code = `threw ${String(error)}`;
  }
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** @param {Finished} finished */
function findFault({ code, stdout, stderr }) {
  if (typeof code === 'string' || !EXITS.has(code)) return `exit ${code}: ${stderr.slice(0, 400)}`;
  if (/internal error|^\s+at .*:\d+/m.test(stderr)) return `a stack trace: ${stderr.slice(0, 400)}`;
  if (code > 0 && stderr.trim() === '') return `exit ${code} without a word`;
  const failed = /"type":"(internal|worker-crashed)".{0,200}/.exec(stdout);
  return failed === null ? null : failed[0];
}

/** The files as they should be. @param {string} folder */
async function createFiles(folder) {
  const write = (/** @type {string} */ name, /** @type {string} */ text) =>
    writeFileSync(join(folder, name), text);
  write('model.yaml', MODEL);
  write('history.csv', toCsv(ROWS.slice(0, 40)));
  write('history.jsonl', toNdjson(ROWS.slice(0, 40)));
  write('truth.csv', toCsv(ROWS));
  write('in.ndjson', LINES);
  write('plain.ndjson', STATELESS);
  mkdirSync(join(folder, 'settings'));
  write('settings/pulse.config.yaml', SETTINGS);
  const made = async (/** @type {readonly string[]} */ argv, /** @type {number} */ meant) => {
    const { code, stdout, stderr } = await runHere(folder, argv);
    if (code !== meant) throw new Error(`${argv.join(' ')}: exit ${code}: ${stderr}`);
    return stdout;
  };
  write(
    'state.json',
    await made(['learn', '-m', 'model.yaml', '--observations', 'history.csv'], 0),
  );
  write('out.jsonl', await made(['in.ndjson', ...HISTORY, ...LIMITS], 3));
  write('issued.jsonl', readFileSync(join(folder, 'out.jsonl'), 'utf8'));
  for (const { name, commands } of TARGETS)
    for (const argv of commands) {
      const { code, stderr } = await runHere(folder, argv, join(folder, dirname(name)));
      if (code !== 0 && code !== 3) throw new Error(`${argv.join(' ')}: exit ${code}: ${stderr}`);
    }
}

/**
 * @param {{ files: number, seed: number }} options
 * @returns {Promise<{ runs: number, byExit: Record<string, number>, wrong: string[] }>}
 */
export async function fuzzFiles({ files, seed }) {
  const random = createRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'pulse-fuzz-'));
  /** @type {Record<string, number>} */
  const byExit = {};
  /** @type {string[]} */
  const wrong = [];
  let runs = 0;
  try {
    await createFiles(folder);
    for (let file = 0; file < files; file += 1) {
      const { name, commands } = TARGETS[file % TARGETS.length] ?? { name: '', commands: [] };
      const whole = readFileSync(join(folder, name));
      const bytes = mutateText(whole, random);
      writeFileSync(join(folder, name), bytes);
      for (const argv of commands) {
        const finished = await runHere(folder, argv, join(folder, dirname(name)));
        runs += 1;
        byExit[finished.code] = (byExit[finished.code] ?? 0) + 1;
        const fault = findFault(finished);
        if (fault !== null)
          wrong.push(`seed ${seed}, file ${file} (${name}), ${argv[0]}: ${fault}`);
      }
      writeFileSync(join(folder, name), whole);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { runs, byExit, wrong };
}

if (process.argv[1] === import.meta.filename) {
  const [files = 3000, seed = 1] = process.argv.slice(2).map(Number);
  const { runs, byExit, wrong } = await fuzzFiles({ files, seed });
  console.log(
    `seed ${seed}: ${files} files, ${runs} runs, by exit code ${JSON.stringify(byExit)}; ${wrong.length} wrong`,
  );
  for (const fault of wrong.slice(0, 20)) console.log(fault);
  if (wrong.length > 0 || runs === 0) process.exitCode = 1;
}
