// Scenarios that the schema allows, with numbers up to the largest double, through the whole pipeline:
// `node tools/fault/fuzz-scenarios.mjs [lines] [seed…]`. Every line has to give one record, none may meet a
// bug, and the records are the same with one thread, with two workers, with `auto` and in another order.
import { Buffer } from 'node:buffer';
import { createFramer } from '@pulse-stream/codec';
import { createWorld, runPipeline } from '@pulse-stream/pipeline';
import fc from 'fast-check';
import { createRandom } from './memory-file-system.mjs';
import { scenarioFamily } from './scenario-arbitrary.mjs';

const WORKER = new URL('../../packages/pipeline/dist/workers/worker-entry.js', import.meta.url);
/** Few scenarios take long; the limit is part of what is fuzzed. */
const LIMITS = { memberTurns: 400 };
const ROWS = 70;

/** @param {string} name @param {readonly string[]} columns @param {(row: number, column: number) => number | null} cell */
function createDataset(name, columns, cell) {
  const label = (/** @type {number} */ row) =>
    `${2010 + Math.floor(row / 12)}-${String((row % 12) + 1).padStart(2, '0')}`;
  return {
    name,
    sha256: name,
    columns,
    labels: Array.from({ length: ROWS }, (_, row) => label(row)),
    rows: Array.from({ length: ROWS }, (_, row) => columns.map((_column, at) => cell(row, at))),
  };
}

/** @param {readonly string[]} columns of a history that can be learned from, and of two that cannot be summed */
const createDatasets = (columns) =>
  new Map(
    [
      createDataset('calm', columns, (row, at) => 0.5 + 0.3 * Math.sin(row * 0.7 + at)),
      createDataset('steep', columns, (row, at) => (at === 0 ? 10 ** (4 * row) : row / ROWS)),
      createDataset('wild', columns, (row, at) =>
        row % 9 === 4 ? null : (row % 2 === 0 ? 1.7e308 : -1.7e308) * (at === 0 ? 1 : 1e-300),
      ),
    ].map((dataset) => [dataset.name, dataset]),
  );

/** A world with everything that models may have. @type {import('@pulse-stream/worldstate').WorldModelInput} */
const FREE = {
  name: 'free',
  time_unit: 'month',
  members: 4,
  slots: {
    level: { kind: 'variable', initial: 1, noise: 0.1 },
    price: { kind: 'variable', initial: 2, transform: 'log100', noise: 1 },
    share: { kind: 'variable', initial: 0.4, transform: 'logit', noise: 0.2 },
    hope: { kind: 'overlay', initial: 0.5, noise: 0.01, decay: 0.01 },
    mood: { kind: 'overlay', initial: 0.5 },
    stock: { kind: 'capital', initial: 10, noise: 0.5 },
    cash: { kind: 'capital', initial: 90 },
  },
  measurements: { mood: 'hope / 2' },
  params: { pull: { value: 0.1 }, gain: { value: 0.2, min: 0, max: 1 } },
  rules: [
    { id: 'pull', effects: [{ target: 'level', add: 'pull * (1 - level[-1])' }] },
    {
      id: 'gain',
      when: 'level > 0.5',
      effects: [{ target: 'stock', add: 'gain * stock', scaled: false }],
    },
    { id: 'drift', trust: 0.4, importance: 0.5, effects: [{ target: 'price', add: 'level / 10' }] },
  ],
  dynamic_overlay: { noise: 0.01 },
  forecast: { targets: ['level', 'price'], events: [{ name: 'high', when: 'level > 2' }] },
};

/**
 * The rest of the language: clocks, values, tables, series, delays, rates, flows, draws, counts, errors.
 * @type {import('@pulse-stream/worldstate').WorldModelInput}
 */
const STEPPED = {
  name: 'stepped',
  time_unit: 'month',
  time: { start: '2012-01', steps_per_turn: 4 },
  members: 3,
  tables: {
    curve: {
      points: [
        [0, 0],
        [0.1, 0.5],
        [1, 2],
      ],
    },
  },
  series: { rain: { dataset: 'rain', column: 'rain', beyond: 'hold' } },
  params: {
    beta: { value: 0.3, min: 0, max: 2, draw: { normal: [0.3, 0.1] } },
    delay: { value: 2, min: 0.5 },
  },
  values: {
    total: 'well + ill',
    share: 'ill / max(1, total)',
    late: 'smooth1(ill, delay)',
    season_of: '1 + 0.2 * cos(2 * pi * month / 12)',
  },
  slots: {
    well: { kind: 'variable', initial: '1000 - ill', min: 0 },
    ill: { kind: 'variable', initial: { normal: [10, 1] }, min: 0 },
    level: { kind: 'variable', initial: 1, min: 0, errors: 'log1p', noise: { sd: 'beta' } },
    hope: { kind: 'overlay', initial: 0.5, noise: { sd: 0.02, per: 'time' } },
    stock: { kind: 'capital', initial: 10 },
  },
  rules: [
    {
      id: 'infect',
      effects: [
        {
          flow: { from: 'well', to: 'ill' },
          rate: 'beta * season_of * curve(share) * well',
          draw: 'binomial',
        },
      ],
    },
    { id: 'rains', when: 'rain > 0.1', effects: [{ target: 'level', rate: 'rain - 0.1 * level' }] },
    { id: 'news', effects: [{ target: 'stock', add: 'hope', draw: 'poisson' }] },
    { id: 'calm', effects: [{ target: 'hope', add: 'if(late < ill, 0.01, -0.01)' }] },
  ],
  forecast: {
    targets: ['ill', 'level', 'share'],
    events: [{ name: 'many', when: 'ill > 100 or month == 7' }],
  },
};

/** @typedef {{ world: import('@pulse-stream/pipeline').World, names: import('./scenario-arbitrary.mjs').Names }} Setting */

/** Few names, so that what is set, observed, watched and forecast is often the same. */
const NAMES = {
  pulse: ['hope', 'despair', 'rage', 'nvda', 'msft', 'cash', 'inflation_index'],
  free: ['level', 'price', 'share', 'hope', 'stock', 'cash'],
  stepped: ['well', 'ill', 'level', 'hope', 'stock'],
};

/**
 * What the lines of a seed are run on: slots they speak of, columns of histories, a model (default: the
 * shipped one).
 * @typedef {{ slots: readonly string[], columns: readonly string[], model?: import('@pulse-stream/worldstate').WorldModelInput }} Made
 */

/** In turn. @type {readonly [Made, ...Made[]]} */
const MADE = [
  { slots: NAMES.free, columns: ['level', 'price', 'hope'], model: FREE },
  { slots: NAMES.pulse, columns: ['hope', 'despair', 'nvda'] },
  { slots: NAMES.stepped, columns: ['ill', 'level', 'hope'], model: STEPPED },
];

/**
 * @param {number} seed
 * @param {{ gated?: boolean }} [how] a run with a gate has no lane
 * @returns {Setting} the free model, the shipped one, or the one of the whole language
 */
export function createSetting(seed, { gated = true } = {}) {
  const { columns, slots, ...model } = MADE[seed % MADE.length] ?? MADE[0];
  const datasets = createDatasets(columns);
  const series = model.model === STEPPED ? ['rain'] : [];
  for (const name of series)
    datasets.set(
      name,
      createDataset(name, [name], (row) => 0.5 + Math.sin(row)),
    );
  const gate = gated ? { gate: 'skill > -1 or energy_share < 2' } : {};
  const options = { limits: LIMITS, datasets, ...gate };
  const world = createWorld({ ...options, ...model });
  const { compiled } = world;
  const rules = compiled.rules.map(({ id }) => `rule.${id}.trust`);
  const names = {
    slots,
    params: [...compiled.params.names, ...rules],
    datasets: [...datasets.keys()].filter((name) => !series.includes(name)),
    series,
    labels: ['2012-01', '2015-08', '2015-10'],
  };
  return { world, names };
}

/**
 * The records of these lines, and why they are not one per line.
 * @param {Setting['world']} world @param {readonly string[]} lines @param {number | 'auto'} jobs
 */
async function recordsOf(world, lines, jobs) {
  const input = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  let read = false;
  const source = {
    bytesRead: 0,
    async read() {
      if (read) return null;
      read = true;
      return input;
    },
    close: async () => undefined,
  };
  /** @type {Buffer[]} */
  const pieces = [];
  const sink = {
    /** @param {Uint8Array} bytes */
    async write(bytes) {
      pieces.push(Buffer.from(bytes));
    },
    close: async () => undefined,
  };
  const inputs = [{ source, framer: createFramer() }];
  const { byCode, threads } = await runPipeline({
    options: world,
    inputs,
    sink,
    jobs,
    workerFile: WORKER,
  });
  const texts = Buffer.concat(pieces).toString('utf8').split('\n').slice(0, -1);
  return { texts, byCode, deaths: threads?.deaths ?? 0 };
}

/** A record without its place in the input. @param {string | undefined} text */
const placeless = (text = '') => text.replace(/"line":\d+,"batch_index":\d+,/, '');

/** What is wrong with records that should be one per line. @param {readonly string[]} texts @param {number} count */
function findWrong(texts, count) {
  if (texts.length !== count) return `${texts.length} records of ${count} lines`;
  for (const [index, text] of texts.entries()) {
    const { line, error } = JSON.parse(text);
    if (line !== index + 1) return `record ${index} is of line ${line}`;
    if (error?.type === 'internal' || error?.type === 'worker-crashed')
      return `line ${line}: ${error.type} in ${error.stage}`;
  }
  return null;
}

/** @template T @param {readonly T[]} items @param {() => number} random @returns {T[]} */
function shuffle(items, random) {
  const made = [...items];
  for (let last = made.length - 1; last > 0; last -= 1) {
    const at = Math.floor(random() * (last + 1));
    // both are in range
    [made[last], made[at]] = [/** @type {T} */ (made[at]), /** @type {T} */ (made[last])];
  }
  return made;
}

/**
 * @param {{ lines: number, seed: number }} options
 * @returns {Promise<{ records: number, complete: number, byCode: Record<string, number>, wrong: string | null }>}
 */
export async function fuzzScenarios({ lines: count, seed }) {
  const { world, names } = createSetting(seed);
  const lines = fc
    .sample(scenarioFamily(names), { numRuns: Math.ceil(count / 2), seed })
    .flat()
    .slice(0, count)
    .map((config) => JSON.stringify(config));
  const one = await recordsOf(world, lines, 1);
  let wrong = findWrong(one.texts, count);
  for (const jobs of /** @type {const} */ ([2, 'auto'])) {
    const other = await recordsOf(world, lines, jobs);
    const at = one.texts.findIndex((text, index) => text !== other.texts[index]);
    if (other.texts.length !== count || at >= 0)
      wrong ??= `-j ${jobs}: line ${at + 1} differs: ${lines[at]}`;
    if (other.deaths > 0) wrong ??= `-j ${jobs}: ${other.deaths} workers died`;
  }
  const order = shuffle([...lines.keys()], createRandom(seed));
  const shuffled = await recordsOf(
    world,
    order.map((index) => lines[index] ?? ''),
    1,
  );
  const at = order.findIndex(
    (index, place) => placeless(one.texts[index]) !== placeless(shuffled.texts[place]),
  );
  if (at >= 0)
    wrong ??= `in another order line ${(order[at] ?? 0) + 1} differs: ${lines[order[at] ?? 0]}`;
  const failed = Object.values(one.byCode).reduce((sum, codes) => sum + codes, 0);
  return {
    records: one.texts.length,
    complete: one.texts.length - failed,
    byCode: one.byCode,
    wrong,
  };
}

if (process.argv[1] === import.meta.filename) {
  const [lines = 20_000, ...given] = process.argv.slice(2).map(Number);
  for (const seed of given.length > 0 ? given : [1, 2, 3, 4, 5]) {
    const { records, complete, byCode, wrong } = await fuzzScenarios({ lines, seed });
    console.log(
      `seed ${seed}: ${lines} lines, ${records} records, ${complete} complete; ${wrong ?? 'one each, the same with every -j and in any order'}; failures: ${JSON.stringify(byCode)}`,
    );
    if (wrong !== null || complete === 0) process.exitCode = 1;
  }
}
