import type { CausalCore } from '@pulse-stream/worldstate';
import type { History, PathMemory } from '@pulse-stream/worldstate/internal';
import { linearCore, type LinearWorld } from './linear-core.ts';
import { historyOf, normals, seeded } from './histories.ts';

/**
 * Twin experiment of FORECAST.md §7: four variables, seven drifts, three measured symbols. The truth
 * is generated; the core given to gravity may lack something of it.
 */
export interface Twin {
  readonly core: CausalCore & PathMemory;
  readonly start: Float64Array;
  readonly history: History;
}

const VARIABLES = ['infl', 'rate', 'unemp', 'vol'] as const;

interface Strengths {
  readonly inflationTarget: number;
  readonly inflationPull: number;
  readonly taylor: number;
  readonly rateToUnemployment: number;
  readonly fear: number;
  readonly slack: number;
}

const TRUE_STRENGTHS: Strengths = {
  inflationTarget: 2.5,
  inflationPull: 0.1,
  taylor: 0.15,
  rateToUnemployment: 0.05,
  fear: 0.8,
  slack: 0.08,
};
const WRONG_STRENGTHS: Strengths = {
  ...TRUE_STRENGTHS,
  inflationPull: 0.02,
  taylor: 0.03,
  rateToUnemployment: 0,
  fear: 0.1,
  slack: 0,
};
const CHANGED_STRENGTHS: Strengths = {
  ...TRUE_STRENGTHS,
  inflationTarget: 6,
  taylor: 0.03,
  fear: 2,
};
const CHANGE_AT = 200;
const BURN_IN = 60;
const SHOCKS = [0.25, 0.2, 0.12, 1.5];
const ADDED = [0.06, 0.05, 0.03, 0.4];

/** What the truth has and the core lacks: nothing, strengths, a constant, momentum, a new regime. */
export const TWINS = ['perfect', 'wrong', 'bias', 'momentum', 'regime'] as const;
export type TwinName = (typeof TWINS)[number];

function driftOf(p: Strengths): LinearWorld['drift'] {
  return (x) => {
    const [infl, rate, unemp, vol] = VARIABLES.map((name) => x.get(name) ?? 0) as [
      number,
      number,
      number,
      number,
    ]; // four names, four values
    return {
      infl: p.inflationPull * (p.inflationTarget - infl) - p.slack * (unemp - 5),
      rate: p.taylor * (1 + 1.5 * infl + (5 - unemp) - rate),
      unemp: p.rateToUnemployment * (rate - infl - 1) + 0.05 * (5 - unemp),
      vol: 0.2 * (20 - vol) + p.fear * Math.max(unemp - 5.5, 0),
    };
  };
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

function twinCore(strengths: Strengths = TRUE_STRENGTHS): CausalCore & PathMemory {
  return linearCore({
    slots: [...VARIABLES, 'hope', 'despair', 'fatigue'],
    symbols: ['hope', 'despair', 'fatigue'],
    drift: driftOf(strengths),
    measure: {
      hope: (x) => sigmoid(5 - (x.get('unemp') ?? 0)),
      despair: (x) => sigmoid((x.get('infl') ?? 0) - 3),
      fatigue: (x) => sigmoid(((x.get('vol') ?? 0) - 20) / 4),
    },
  });
}

/** A seeded twin of `rows` rows. */
export function openTwin(name: TwinName, rows: number, seed: number): Twin {
  const draw = normals(seeded(seed));
  const shock = () => {
    let squares = 0;
    for (let k = 0; k < 6; k += 1) squares += draw() ** 2;
    return draw() / Math.sqrt(squares / 6) / Math.sqrt(1.5); // Student t with 6 degrees of freedom
  };
  let y = [2.5, 4, 5, 20];
  let last = y;
  const table: number[][] = [];
  for (let t = -BURN_IN; t < rows; t += 1) {
    const p = name === 'regime' && t >= CHANGE_AT ? CHANGED_STRENGTHS : TRUE_STRENGTHS;
    const change = driftOf(p)(new Map(VARIABLES.map((slot, i) => [slot, y[i] ?? 0])), new Map());
    const next = VARIABLES.map((slot, i) => {
      const momentum = name === 'momentum' ? 0.5 * ((y[i] ?? 0) - (last[i] ?? 0)) : 0;
      const added = name === 'bias' ? (ADDED[i] ?? 0) : 0;
      return (y[i] ?? 0) + (change[slot] ?? 0) + momentum + added + (SHOCKS[i] ?? 0) * shock();
    });
    last = y;
    y = next;
    if (t >= 0) table.push(y);
  }
  return {
    core: twinCore(name === 'wrong' ? WRONG_STRENGTHS : TRUE_STRENGTHS),
    start: Float64Array.of(2.5, 4, 5, 20, 0.5, 0.4, 0.5),
    history: historyOf(VARIABLES, table),
  };
}
