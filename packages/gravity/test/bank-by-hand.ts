/**
 * Method bank once more, from its page and for a world with one rule per variable: plain lists, one
 * variable at a time, a dense inverse. Slow and easy to read, to be compared with what is shipped.
 * @see FORECAST.md §1.2
 */

/** What the world was at a row and what its model said: by variable, symbols last. */
export interface HandRow {
  readonly x: readonly number[];
  readonly drift: readonly number[];
  /** Observed one turn later. */
  readonly y: readonly number[];
  readonly symbols: readonly number[];
}

export interface HandOptions {
  /** γ, d. */
  readonly forgetting: number;
  readonly scaleForgetting: number;
}

/** What is known of one variable. */
export interface HandVariable {
  readonly mean: number;
  readonly scale: number;
  level: number[];
  bias: number[];
  /** s², L and ln w of 73 experts and the regression. */
  variance: number[];
  longRun: number[];
  logWeight: number[];
  weight: number[];
  information: number[][];
  vector: number[];
  theta: number[];
  count: number;
  agreed: number;
  moved: number;
  /** u of every step, by expert. */
  shocks: number[][];
}

/** (K, φ, β, τ); β of the last one is that of a mean. */
export const GRID = [0, 0.5, 1]
  .flatMap((tau) =>
    [0.2, 0.4, 0.7, 1].flatMap((gain) =>
      [
        [0, 0],
        [0.5, 0.2],
        [0.5, 0.5],
        [0.8, 0.1],
        [0.8, 0.3],
        [0.95, 0.1],
        [0.95, 0.4],
      ]
        .filter(([, beta = 0]) => beta <= gain)
        .map(([phi = 0, beta = 0]) => ({ gain, phi, beta, tau })),
    ),
  )
  .concat({ gain: 1, phi: 1, beta: Number.NaN, tau: 1 });
/** The causal model alone. */
export const PURE = GRID.findIndex(
  ({ gain, phi, beta, tau }) => gain === 1 && phi === 0 && beta === 0 && tau === 1,
);
/** Of the 72 grid experts, the mean error and the regression. */
const PRIOR = [...Array.from({ length: 72 }, () => 0.25 / 72), 0.25, 0.5];

const clip = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? Number.NaN), 0);

/** Solves a full system by elimination with the largest pivot. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? Number.NaN]);
  const cell = (row: number, column: number) => rows[row]?.[column] ?? Number.NaN;
  for (let pivot = 0; pivot < rows.length; pivot += 1) {
    let best = pivot;
    for (let row = pivot; row < rows.length; row += 1)
      if (Math.abs(cell(row, pivot)) > Math.abs(cell(best, pivot))) best = row;
    [rows[pivot], rows[best]] = [rows[best] ?? [], rows[pivot] ?? []];
    for (let row = pivot + 1; row < rows.length; row += 1) {
      const factor = cell(row, pivot) / cell(pivot, pivot);
      rows[row] = (rows[row] ?? []).map((value, column) => value - factor * cell(pivot, column));
    }
  }
  const solution = rows.map(() => 0);
  for (let row = rows.length - 1; row >= 0; row -= 1) {
    const known = solution.reduce((sum, value, at) => sum + value * cell(row, at), 0);
    solution[row] = (cell(row, rows.length) - known) / cell(row, row);
  }
  return solution;
}

/** Prior sd of the coefficients: intercept, the rule, levels, changes, symbols. */
function priorSds(i: number, size: number, symbols: number, scale: number): number[] {
  const each = (own: number, other: number) =>
    Array.from({ length: size }, (_, j) => (j === i ? own : other) * scale);
  return [
    0.2 * scale,
    0.5,
    ...each(0.05, 0.02),
    ...each(0.2, 0.1),
    ...Array.from({ length: symbols }, () => 0.2 * scale),
  ];
}

/** m, s and everything that starts from them, of the rows of the warm-up. */
export function openByHand(
  values: readonly (readonly number[])[],
  symbols: number,
): HandVariable[] {
  const size = values[0]?.length ?? 0;
  return Array.from({ length: size }, (_, i): HandVariable => {
    const own = values.map((row) => row[i] ?? Number.NaN);
    const changes = own.slice(1).map((value, at) => value - (own[at] ?? Number.NaN));
    const drift = changes.reduce((sum, change) => sum + change, 0) / changes.length;
    const scale = Math.sqrt(
      changes.reduce((sum, change) => sum + (change - drift) ** 2, 0) / changes.length,
    );
    const precision = priorSds(i, size, symbols, scale).map((sd) => 1 / (sd * sd));
    const all = (value: number) => PRIOR.map(() => value);
    return {
      mean: own.reduce((sum, value) => sum + value, 0) / own.length,
      scale,
      level: GRID.map(() => own[0] ?? Number.NaN),
      bias: GRID.map(() => 0),
      variance: all(scale * scale),
      longRun: all(scale * scale),
      logWeight: PRIOR.map(Math.log),
      weight: [...PRIOR],
      information: precision.map((p, row) =>
        precision.map((__, column) => (row === column ? p : 0)),
      ),
      vector: precision.map((p, at) => (at === 1 ? p : 0)),
      theta: precision.map((__, at) => (at === 1 ? 1 : 0)),
      count: 30,
      agreed: 0,
      moved: 0,
      shocks: [],
    };
  });
}

/** z of variable i: 1, what its rule added, levels, changes, symbols. */
export function featuresByHand(
  variables: readonly HandVariable[],
  i: number,
  row: Pick<HandRow, 'x' | 'drift' | 'symbols'>,
  previous: readonly number[],
): number[] {
  const each = (from: (j: number) => number, limit: number) =>
    variables.map(({ scale }, j) => clip(((row.x[j] ?? NaN) - from(j)) / scale, limit));
  return [
    1,
    row.drift[i] ?? Number.NaN,
    ...each((j) => variables[j]?.mean ?? NaN, 60),
    ...each((j) => previous[j] ?? NaN, 4),
    ...row.symbols.map((symbol) => symbol - 0.5),
  ];
}

/** f of every expert; the regression is the last. */
export function forecastByHand(
  { level, bias, theta }: HandVariable,
  x: number,
  drift: number,
  features: readonly number[],
): number[] {
  const ofGrid = GRID.map(
    ({ phi, tau }, k) => (level[k] ?? NaN) + tau * drift + phi * (bias[k] ?? NaN),
  );
  return [...ofGrid, x + dot(theta, features)];
}

/** One row: what was forecast from x is scored with y and learned from. */
export function stepByHand(
  variables: readonly HandVariable[],
  row: HandRow,
  previous: readonly number[],
  options: HandOptions,
): void {
  const features = variables.map((_, i) => featuresByHand(variables, i, row, previous));
  for (const [i, variable] of variables.entries())
    learnByHand(variable, i, row, features[i] ?? [], options);
}

function learnByHand(
  own: HandVariable,
  i: number,
  row: HandRow,
  z: readonly number[],
  { forgetting, scaleForgetting }: HandOptions,
): void {
  const [x, drift, y] = [row.x[i] ?? NaN, row.drift[i] ?? NaN, row.y[i] ?? NaN];
  const forecast = forecastByHand(own, x, drift, z);
  const errors = forecast.map((f) => y - f);
  const s2 = [...own.variance];
  own.shocks.push(errors.map((e, k) => clip(e / Math.sqrt(s2[k] ?? NaN), 5)));

  const wanted = dot(own.weight, forecast) - (x + drift);
  const sigma = Math.sqrt(own.longRun[PURE] ?? NaN);
  const weight = Math.min(1, 2 / Math.abs((y - x - drift) / sigma)) / sigma ** 2;
  own.agreed = 0.995 * own.agreed + weight * wanted * (y - x - drift);
  own.moved = 0.995 * own.moved + weight * wanted * wanted;

  const noise = own.longRun.at(-1) ?? NaN;
  const huber = Math.min(1, 2 / Math.abs((errors.at(-1) ?? NaN) / Math.sqrt(noise)));
  const prior = priorSds(i, row.x.length, row.symbols.length, own.scale).map((sd) => 1 / (sd * sd));
  own.information = own.information.map((line, r) =>
    line.map(
      (cell, c) =>
        forgetting * cell +
        (r === c ? (1 - forgetting) * (prior[r] ?? NaN) : 0) +
        (huber * (z[r] ?? NaN) * (z[c] ?? NaN)) / noise,
    ),
  );
  own.vector = own.vector.map(
    (cell, r) =>
      forgetting * cell +
      (r === 1 ? (1 - forgetting) * (prior[r] ?? NaN) : 0) +
      (huber * (z[r] ?? NaN) * (y - x)) / noise,
  );
  own.theta = solve(own.information, own.vector);

  own.logWeight = own.logWeight.map(
    (lw, k) =>
      0.995 * lw -
      0.5 * Math.log(s2[k] ?? NaN) -
      0.5 * Math.min((errors[k] ?? NaN) ** 2 / (s2[k] ?? NaN), 16) +
      0.005 * Math.log(PRIOR[k] ?? NaN),
  );
  const most = Math.max(...own.logWeight);
  const odds = own.logWeight.map((lw) => Math.exp(lw - most));
  const sum = odds.reduce((total, value) => total + value, 0);
  own.weight = odds.map((value, k) => (0.95 * value) / sum + 0.05 * (PRIOR[k] ?? NaN));

  moveByHand(own, forecast, y, forgetting);
  const capped = errors.map((e, k) => Math.min(e * e, 25 * (s2[k] ?? NaN)));
  own.variance = s2.map((v, k) =>
    Math.max(
      1e-6 * own.scale ** 2,
      scaleForgetting * v + (1 - scaleForgetting) * (capped[k] ?? NaN),
    ),
  );
  own.longRun = own.longRun.map((l, k) => l + ((capped[k] ?? NaN) - l) / own.count);
  own.count += 1;
}

/** Levels and biases go to the value that came, with the s² that was known before it. */
export function moveByHand(
  own: HandVariable,
  forecast: readonly number[],
  y: number,
  forgetting: number,
): void {
  for (const [k, { gain, phi, beta }] of GRID.entries()) {
    const error = y - (forecast[k] ?? NaN);
    const share = Number.isNaN(beta) ? Math.max(1 / own.count, 1 - forgetting) : beta;
    const felt = clip(error, 3 * Math.sqrt(own.variance[k] ?? NaN));
    own.level[k] = (forecast[k] ?? NaN) + gain * error;
    own.bias[k] = phi * (own.bias[k] ?? NaN) + share * felt;
  }
}
