// Configs and lines for tools/bench/fast-paths.mjs: mostly valid, in many spellings.

/** Slots of the built-in model. */
export const NAMES = [
  'hope',
  'despair',
  'rage',
  'fatigue',
  'trust',
  'cash',
  'nvda',
  'fed_funds_rate',
];

/** @typedef {(bound: number) => number} Draw whole numbers below the bound */

/** The same numbers for the same seed (mulberry32). @param {number} seed @returns {Draw} */
export function openDraw(seed) {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

/** @template T @param {Draw} draw @param {readonly T[]} items @returns {T} */
const pick = (draw, items) => /** @type {T} */ (items[draw(items.length)]);

/** @type {Record<string, (draw: Draw) => unknown>} */
const VALID = {
  id: (draw) => pick(draw, [`case ${draw(1000)}`, 'é', '"', 'x'.repeat(256)]),
  turns: (draw) => 1 + draw(7),
  state_overrides: (draw) => ({ [pick(draw, NAMES)]: draw(1001) / 1000, valueOf: -draw(9) }),
  params: (draw) => ({ 'rule.R001_HopeTrust.trust': draw(1001) / 1000, beta: 1e-9 }),
  interventions: (draw) => [
    { turn: 1 + draw(5), set: { hope: draw(9) / 8 } },
    { turn: 2, add: {} },
  ],
  use_symbolism: (draw) => draw(2) === 0,
  members: (draw) => 1 + draw(9),
  seed: (draw) => pick(draw, [0, draw(1e9), 2 ** 53 - 1, 'spring']),
  gravity: (draw) => pick(draw, [true, false, { lambda: 0.5 }, {}]),
  observations: (draw) =>
    pick(draw, [[], [{ hope: 0.5, date: '2020' }, { hope: null }], { dataset: 'a' }]),
  mode: (draw) => pick(draw, ['strict_injection', 'seed_then_free']),
  forecast: (draw) => pick(draw, [{}, { targets: ['hope'], quantiles: [0.1, 0.9] }]),
  assess: (draw) => pick(draw, ['basic', 'full']),
  trace: (draw) => pick(draw, ['none', 'summary', 'full']),
  group: () => 'premise',
  meta: (draw) => ({ note: 'é ✓', list: [draw(9), null, { deep: true }] }),
};
const KEYS = Object.keys(VALID);

/** Wrong for some keys, right for others. @type {readonly unknown[]} */
const ODD = [
  null,
  true,
  '',
  'x'.repeat(257),
  'a\u0000b',
  '\u007f',
  -1,
  0,
  0.5,
  100_001,
  2 ** 53,
  [],
  {},
  [1],
  [null],
  { a: 1 },
  { a: '1' },
  { 'a b': 1 },
  { turn: 1 },
  { constructor: 1 },
  { toString: 1 },
  [{ turn: 1 }],
  [{ turn: 0, set: {} }],
  [{ hope: [1] }],
  { dataset: '' },
];

/** @param {Draw} draw @returns {Record<string, unknown>} */
export function generateConfig(draw) {
  /** @type {Record<string, unknown>} */
  const config = {};
  for (let left = draw(6); left > 0; left -= 1) {
    const key = pick(draw, KEYS);
    config[key] = VALID[key]?.(draw);
  }
  return config;
}

/**
 * A copy with one value changed, at any depth, or a key nobody knows.
 * @param {Draw} draw @param {Readonly<Record<string, unknown>>} config
 */
export function spoil(draw, config) {
  const copy = structuredClone(config);
  /** @type {Record<string, unknown>} */
  let part = copy;
  for (;;) {
    const key = draw(12) === 0 ? pick(draw, ['turnz', 'Id', '']) : pick(draw, Object.keys(part));
    const inner = part[key];
    const isPart = typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0;
    if (!isPart || draw(3) === 0) {
      part[key] = pick(draw, ODD);
      return copy;
    }
    part = /** @type {Record<string, unknown>} */ (inner); // a list is read by its indexes
  }
}

const NUMBERS = [
  '0',
  '-0',
  '0.0',
  '1',
  '-1',
  '01',
  '1.',
  '.5',
  '0.50',
  '1e5',
  '1E-7',
  '0.1e1',
  '1e400',
  'null',
  '0.000001',
  '0.0000001',
  '0.123456789012345',
  '0.30000000000000004',
  '1234567890123456',
];

/** @param {Draw} draw */
const spellNumber = (draw) => (draw(3) === 0 ? pick(draw, NUMBERS) : String(draw(1101) / 1000));

/** @param {Draw} draw */
function spellName(draw) {
  return draw(20) === 0 ? pick(draw, ['mood', '\\u0068ope', 'é', '', 'turn']) : pick(draw, NAMES);
}

/** One line: mostly an id, turns, members 1 and up to three overrides. @param {Draw} draw */
export function generateLine(draw) {
  if (draw(16) === 0) return JSON.stringify({ ...generateConfig(draw), assess: 'basic' });
  const id =
    draw(12) === 0 ? pick(draw, ['', '\\"', '\\u00e9', 'é', '\t', '~']) : `case ${draw(1e6)}`;
  const members = Array.from(
    { length: draw(4) },
    () => `"${spellName(draw)}":${spellNumber(draw)}`,
  );
  const turns = draw(8) === 0 ? 2 : 3;
  const line = `{"id":"${id}","turns":${turns},"members":1,"state_overrides":{${members.join(',')}}}`;
  switch (draw(24)) {
    case 0:
      return line.replaceAll(/([,:])/g, '$1 ');
    case 1:
      return line.replaceAll(':', ' : ');
    case 2:
      return `${line} `;
    case 3:
      return line.slice(0, draw(line.length));
    default:
      return line;
  }
}
