// Twin experiments (FORECAST.md §7): histories whose truth is known, and the world models given to the
// system, which know the truth or lack something of it. Seeded, nothing to license.
//
//   node tools/twins.mjs d 7 twin-d          writes twin-d.csv and twin-d.json (the model)
//   pulse-stream backtest --observations twin-d.csv --model twin-d.json --horizon 8 --warmup 150
import { writeFileSync } from 'node:fs';

/** What the given model knows of the truth. */
export const TWINS = {
  a: 'all of it',
  b: 'wrong strengths',
  c: 'not the constant that is added every step',
  d: 'not the momentum',
  e: 'not the new regime from step 200 on',
  f: 'wrong strengths, and nothing of the season',
};

export const VARIABLES = ['infl', 'rate', 'unemp', 'vol'];
const START = [2.5, 4, 5, 20];
const SHOCKS = [0.25, 0.2, 0.12, 1.5];
const ADDED = [0.06, 0.05, 0.03, 0.4];
const MOMENTUM = 0.5;
const BURN_IN = 60;
const ROWS = 400;
const CHANGE_AT = 200;
/** Turns of the season that twin f has in two variables, and how far it moves each of them a step. */
export const SEASON = 12;
const SWING = [2, 0, 0, 2];
/** Degrees of freedom of the shocks, and their variance before they are scaled to 1. */
const FREEDOM = 6;
const VARIANCE = 1.5;

const TRUTH = { target: 2.5, decay: 0.1, slack: 0.08, taylor: 0.15, money: 0.05, fear: 0.8 };
const WRONG = { ...TRUTH, decay: 0.02, taylor: 0.03, money: 0, fear: 0.1, slack: 0 };
const CHANGED = { ...TRUTH, target: 6, taylor: 0.03, fear: 2 };

/**
 * @typedef {typeof TRUTH} Strengths
 * @typedef {keyof typeof TWINS} TwinName
 */

/**
 * Simultaneous drift of one step.
 * @param {number[]} y
 * @param {Strengths} p
 * @returns {number[]}
 */
function driftOf([infl = 0, rate = 0, unemp = 0, vol = 0], p) {
  return [
    p.decay * (p.target - infl) - p.slack * (unemp - 5),
    p.taylor * (1 + 1.5 * infl + (5 - unemp) - rate),
    p.money * (rate - infl - 1) + 0.05 * (5 - unemp),
    0.2 * (20 - vol) + p.fear * Math.max(unemp - 5.5, 0),
  ];
}

/**
 * A seeded stream of uniform numbers in [0, 1): mulberry32.
 * @param {number} seed
 * @returns {() => number}
 */
function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Shocks of variance 1 with heavy tails: Student t, six degrees of freedom.
 * @param {number} seed
 */
function shocksOf(seed) {
  const uniform = uniforms(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return () => {
    let squares = 0;
    for (let k = 0; k < FREEDOM; k += 1) squares += normal() ** 2;
    return normal() / Math.sqrt(squares / FREEDOM) / Math.sqrt(VARIANCE);
  };
}

/** A season of two waves, which sums to 0. @param {number} step */
function swing(step) {
  const angle = (2 * Math.PI * step) / SEASON;
  return Math.sin(angle) + 0.5 * Math.cos(2 * angle);
}

/**
 * A history of the truth, oldest row first, columns as `VARIABLES`.
 * @param {TwinName} name
 * @param {number} seed
 * @param {number} [rows]
 * @returns {number[][]}
 */
export function twinHistory(name, seed, rows = ROWS) {
  const shock = shocksOf(seed);
  let last = START;
  let now = START;
  const history = [];
  for (let step = -BURN_IN; step < rows; step += 1) {
    const drift = driftOf(now, name === 'e' && step >= CHANGE_AT ? CHANGED : TRUTH);
    const next = now.map((y, i) => {
      const added = name === 'c' ? (ADDED[i] ?? 0) : 0;
      const season = name === 'f' ? (SWING[i] ?? 0) * (SHOCKS[i] ?? 0) * swing(step) : 0;
      const momentum = name === 'd' ? MOMENTUM * (y - (last[i] ?? 0)) : 0;
      return y + (drift[i] ?? 0) + added + momentum + season + (SHOCKS[i] ?? 0) * shock();
    });
    last = now;
    now = next;
    if (step >= 0) history.push(next);
  }
  return history;
}

/**
 * The world model given to the system, as a model file has it.
 * @param {TwinName} name
 * @param {boolean} [seasonal] whether it says that there may be a season; only of twin f it is true
 * @returns {import('@pulse-stream/worldstate').WorldModelInput}
 */
export function twinModel(name, seasonal = name === 'f') {
  const p = name === 'b' || name === 'f' ? WRONG : TRUTH;
  /** @type {[string, string, string][]} */
  const rules = [
    ['target', 'infl', `${p.decay} * (${p.target} - infl)`],
    ['slack', 'infl', `-${p.slack} * (unemp - 5)`],
    ['taylor', 'rate', `${p.taylor} * (1 + 1.5 * infl + (5 - unemp) - rate)`],
    ['money', 'unemp', `${p.money} * (rate - infl - 1)`],
    ['work', 'unemp', '0.05 * (5 - unemp)'],
    ['calm', 'vol', '0.2 * (20 - vol)'],
    ['fear', 'vol', `${p.fear} * max(unemp - 5.5, 0)`],
  ];
  const variables = VARIABLES.map((slot, i) => [
    slot,
    { kind: 'variable', initial: START[i], noise: SHOCKS[i] },
  ]);
  const symbols = ['hope', 'despair', 'fatigue'];
  return {
    name: `twin-${name}`,
    description: `The model of a twin experiment: of the truth it knows ${TWINS[name]}.`,
    time_unit: 'turn',
    ...(seasonal ? { time: { season: SEASON } } : {}),
    evaluation: 'simultaneous',
    members: 60,
    slots: Object.fromEntries([
      ...variables,
      ...symbols.map((symbol) => [symbol, { kind: 'overlay', initial: 0.5 }]),
    ]),
    rules: rules.map(([id, target, add]) => ({ id, effects: [{ target, add }] })),
    measurements: {
      hope: 'sigmoid(5 - unemp)',
      despair: 'sigmoid(infl - 3)',
      fatigue: 'sigmoid((vol - 20) / 4)',
    },
    symbols,
    forecast: { targets: VARIABLES },
  };
}

/**
 * The history as a file.
 * @param {number[][]} history
 */
export function twinCsv(history) {
  const lines = history.map((row, turn) => [turn, ...row].join(','));
  return `${['turn', ...VARIABLES].join(',')}\n${lines.join('\n')}\n`;
}

/** @param {string | undefined} name @returns {name is TwinName} */
function isTwin(name) {
  return name !== undefined && Object.hasOwn(TWINS, name);
}

if (process.argv[1] === import.meta.filename) {
  const [, , name, seed = '1', path = `twin-${name}`] = process.argv;
  if (isTwin(name) && Number.isInteger(Number(seed))) {
    writeFileSync(`${path}.csv`, twinCsv(twinHistory(name, Number(seed))));
    writeFileSync(`${path}.json`, `${JSON.stringify(twinModel(name), null, 2)}\n`);
  } else {
    console.error('usage: node tools/twins.mjs a|b|c|d|e|f [seed] [path without suffix]');
    process.exitCode = 2;
  }
}
