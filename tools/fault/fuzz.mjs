// Fuzzed lines through the whole pipeline: `node tools/fault/fuzz.mjs [lines] [seed]`. Every line that is
// not blank has to give exactly one record, in order.
import { Buffer } from 'node:buffer';
import { createFramer } from '@pulse-stream/codec';
import { createWorld, runPipeline } from '@pulse-stream/pipeline';
import { createRandom } from './memory-file-system.mjs';

/** One line, or more, per row of what inputs get wrong. @type {readonly (string | Buffer)[]} */
const CORPUS = [
  '{}',
  '',
  ' \t',
  '{"turns":3}\r',
  '{"turns":1\r}',
  '{"turns":1}{"turns":2}',
  '{"turns":NaN}',
  '{"turns":Infinity}',
  '{"turns":01}',
  '{"turns":+1}',
  '{"id":"\0"}',
  '{"id":"\\u0000"}',
  '\u001e{}',
  '{}\u001e',
  '\ufeff{}',
  Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
  '{"id":"\\ud800"}',
  '{"state_overrides":{"hope":1e999}}',
  '{"turns":9007199254740993}',
  '{"state_overrides":{"hope":-0}}',
  '{"turns":1,"turns":2}',
  '{"__proto__":{"polluted":1}}',
  '{"meta":{"constructor":{"prototype":{"polluted":1}}}}',
  '{"state_overrides":{"__proto__":1}}',
  '{"params":{"prototype":1}}',
  '{"turnz":1}',
  'null',
  '1',
  '"x"',
  '[]',
  '[{}]',
  `${'['.repeat(70)}${']'.repeat(70)}`,
  `{"meta":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}`,
  '{"turns":100000,"members":100000}',
  '{"interventions":[{"turn":1,"set":{"hope":2}}]}',
  '{"forecast":{"events":[{"name":"a","when":"hope > "}]}}',
  '{"observations":[{"hope":0.4},{"hope":null},{"hope":0.5}]}',
  '{"observations":[{}]}',
  '{"observations":[{},{}],"gravity":{"method":"bank"}}',
  '{"observations":[{"hope":0.4}],"mode":"seed_then_free","assess":"full"}',
];
const NAMES = [
  'hope',
  'despair',
  'trust',
  'inflation_index',
  'nvda',
  'dispair',
  'toString',
  '__proto__',
  'é',
];
const KEYS = [
  'id',
  'turns',
  'members',
  'seed',
  'state_overrides',
  'params',
  'interventions',
  'gravity',
  'forecast',
  'trace',
  'mode',
  'meta',
  'use_symbolism',
  'observations',
  'assess',
  'turnz',
];
const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '1e309',
  'null',
  'true',
  '-',
  '\\u',
  '\r',
  '\0',
  '__proto__',
  '1',
];
/** Few of these take long; the limit is part of what is fuzzed. */
const LIMITS = { lineBytes: 4096, memberTurns: 400 };

/** @param {() => number} random */
function createLines(random) {
  const below = (/** @type {number} */ bound) => Math.floor(random() * bound);
  /** @template T @param {readonly T[]} items @returns {T} */
  const pick = (items) => /** @type {T} */ (items[below(items.length)]);
  /** @param {number} depth @returns {unknown} */
  const value = (depth) => {
    switch (below(depth > 3 ? 6 : 8)) {
      case 0:
        return below(6);
      case 1:
        return random();
      case 2:
        return pick([
          'none',
          'full',
          'strict_injection',
          'hope > 0.5',
          '',
          'x'.repeat(300),
          ...NAMES,
        ]);
      case 3:
        return pick([true, false, null]);
      case 4:
        return pick([-1, 1e300, 2 ** 53, -0, 1e-320]);
      case 5:
        return below(1e6);
      case 6:
        return Array.from({ length: below(4) }, () => value(depth + 1));
      default:
        return Object.fromEntries(
          Array.from({ length: below(4) }, () => [
            pick([...NAMES, ...KEYS, 'turn', 'set', 'add', 'when', 'name']),
            value(depth + 1),
          ]),
        );
    }
  };
  const scenario = () => {
    /** @type {Record<string, unknown>} */
    const config = { turns: 1 + below(3), members: 1 + below(3) };
    for (let count = below(4); count > 0; count -= 1) config[pick(KEYS)] = value(0);
    if (random() < 0.5) config['state_overrides'] = { [pick(NAMES)]: random() };
    return JSON.stringify(config);
  };
  /** @param {Buffer} bytes */
  const mutate = (bytes) => {
    let made = bytes;
    for (let count = 1 + below(3); count > 0; count -= 1) {
      const at = below(made.length + 1);
      const [before, rest] = [made.subarray(0, at), made.subarray(at)];
      const way = below(5);
      if (way === 0) made = Buffer.concat([before, Buffer.from([below(256)]), rest.subarray(1)]);
      else if (way === 1) made = Buffer.concat([before, rest.subarray(1 + below(8))]);
      else if (way === 2) made = Buffer.concat([before, Buffer.from(pick(TOKENS)), rest]);
      else if (way === 3)
        made = Buffer.concat([before, made.subarray(below(made.length + 1)), rest]);
      else made = before;
    }
    return made;
  };
  return () => {
    const whole = Buffer.from(random() < 0.3 ? pick(CORPUS) : scenario());
    return random() < 0.6 ? mutate(whole) : whole;
  };
}

/** @param {Buffer} line */
const isBlank = (line) => line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

/**
 * @param {{ lines: number, seed: number }} options
 * @returns {Promise<{ lines: number, records: number, byCode: Record<string, number>, wrong: string | null }>}
 */
export async function fuzzLines({ lines: count, seed }) {
  const random = createRandom(seed);
  const next = createLines(random);
  // A line feed inside a fuzzed line makes several of it: they are counted where they are.
  const input = Buffer.concat(
    Array.from({ length: count }, () => [next(), Buffer.from('\n')]).flat(),
  );
  const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
  /** @type {number[]} */
  const expected = [];
  let physical = 0;
  for (let from = 0; from < input.length;) {
    const end = input.indexOf(10, from);
    physical += 1;
    if (!isBlank(input.subarray(from, end))) expected.push(physical);
    from = end + 1;
  }
  let [at, records] = [0, 0];
  /** @type {string | null} */
  let wrong = null;
  const source = {
    bytesRead: 0,
    async read() {
      const chunk = input.subarray(at, at + 1 + Math.floor(random() * 65_536));
      at += chunk.length;
      return chunk.length === 0 ? null : chunk;
    },
    close: async () => undefined,
  };
  const sink = {
    /** @param {Uint8Array} bytes */
    async write(bytes) {
      for (const text of Buffer.from(bytes).toString('utf8').trimEnd().split('\n')) {
        const { line, batch_index: index } = JSON.parse(text);
        if (line !== expected[records] || index !== records)
          wrong ??= `record ${records} is of line ${line}, not ${expected[records]}`;
        records += 1;
      }
    },
    close: async () => undefined,
  };
  const inputs = [{ source, framer: createFramer({ maxLineBytes: LIMITS.lineBytes }) }];
  const { byCode, lines } = await runPipeline({
    options: createWorld({ limits: LIMITS }),
    inputs,
    sink,
  });
  if (records !== expected.length || lines !== physical)
    wrong ??= `${records} records of ${expected.length} lines`;
  if (JSON.stringify(Object.getOwnPropertyNames(Object.prototype)) !== before || 'polluted' in {})
    wrong ??= 'Object.prototype has changed';
  return { lines, records, byCode, wrong };
}

if (process.argv[1] === import.meta.filename) {
  const [lines = 100_000, seed = 1] = process.argv.slice(2).map(Number);
  const figures = await fuzzLines({ lines, seed });
  console.log(
    `seed ${seed}: ${figures.lines} lines, ${figures.records} records, ${figures.wrong ?? 'one each, in order'}; failures: ${JSON.stringify(figures.byCode)}`,
  );
  if (figures.wrong !== null || figures.records === 0) process.exitCode = 1;
}
