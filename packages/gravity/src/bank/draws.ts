import type { Rng } from '@pulse-stream/worldstate';
import { PURE_MODEL, REGRESSION } from './experts.ts';
import type { BankLayout } from './layout.ts';
import { drawFrom, factorise, transposeFactor } from './regression.ts';
import { waveCount } from './season.ts';
import type { BankState } from './state.ts';
import { supportOf } from './support.ts';

/** Opens the stream of a member for one purpose. */
export type OpenStream = (member: number, purpose: string) => Rng;

/** What one member draws before it starts: an expert per variable, and the strengths it believes. */
export interface MemberDraws {
  /** By variable: the expert of the member. */
  readonly expert: Int32Array;
  /** θ of every variable whose expert is the regression; laid out like `BankState.theta`. */
  readonly theta: Float64Array;
  /** Draws for a member and opens its stream of past steps. */
  draw(member: number): Rng;
}

/**
 * Draws k ~ w_i, without the experts that the history speaks against (the pure model for the share
 * that is not supported), and θ ~ N(θ, Λ⁻¹), variables in
 * the order of their names. What is drawn for one purpose never shifts another: gravity on and off
 * draw the same past steps.
 * @param chosen the variables that are corrected, ascending
 */
export function openDraws(
  layout: BankLayout,
  state: BankState,
  chosen: readonly number[],
  openStream: OpenStream,
): MemberDraws {
  const { information } = state;
  const weight = drawnWeights(layout, state, chosen);
  const expert = new Int32Array(layout.variables.length).fill(-1);
  const theta = new Float64Array(state.theta.length);
  const factors = new Map<number, Float64Array>();
  return {
    expert,
    theta,
    draw(member) {
      const experts = openStream(member, 'gravity.expert');
      let strengths: Rng | null = null;
      for (const i of chosen) {
        const k = pickExpert(
          weight,
          i * layout.experts,
          layout.experts,
          supportOf(state, i),
          experts.nextUnit(),
        );
        expert[i] = k;
        if (k !== REGRESSION) continue;
        strengths ??= openStream(member, 'gravity.theta');
        drawTheta(i, strengths);
      }
      return openStream(member, 'gravity.shock');
    },
  };

  function drawTheta(i: number, normals: Rng): void {
    const size = layout.features[i] as number; // i is a variable, here and below
    const at = layout.vectorAt[i] as number;
    // waves that nothing is known of yet draw nothing
    const drawn = size - (state.awake[i] === 1 ? 0 : waveCount(layout.season));
    theta.fill(0, at, at + size);
    if (normals.fillNormals === undefined)
      for (let f = at; f < at + drawn; f += 1) theta[f] = normals.nextNormal();
    else normals.fillNormals(theta.subarray(at, at + drawn), drawn);
    drawFrom(factorOf(i, size), size, theta, at);
    for (let f = at; f < at + size; f += 1)
      theta[f] = (theta[f] as number) + (state.theta[f] as number);
  }

  function factorOf(i: number, size: number): Float64Array {
    const known = factors.get(i);
    if (known !== undefined) return known;
    const factor = new Float64Array(size * size);
    factorise(information, layout.matrixAt[i] ?? 0, size, factor);
    const rows = transposeFactor(factor, size);
    factors.set(i, rows);
    return rows;
  }
}

/**
 * How far (in ln) the evidence for an expert may lie behind that for the best before no member holds
 * it. Its floor of weight lets it come back; but a member keeps its expert for its whole path, and
 * with refuted ones some members made errors that no row of the history had (docs/forecast-diary.md).
 */
const LOST = 10;

/** The weights by which members draw their experts: none for those that the history speaks against. */
function drawnWeights(
  layout: BankLayout,
  { weight, logWeight }: BankState,
  chosen: readonly number[],
): Float64Array {
  const drawn = new Float64Array(weight.length);
  for (const i of chosen) {
    const at = i * layout.experts;
    const end = at + layout.experts;
    let best = Number.NEGATIVE_INFINITY;
    // those that do not speak yet have no weight
    for (let k = at; k < end; k += 1)
      if ((weight[k] as number) > 0) best = Math.max(best, logWeight[k] as number); // in range
    let sum = 0;
    for (let k = at; k < end; k += 1) {
      if ((logWeight[k] as number) < best - LOST) continue;
      drawn[k] = weight[k] as number;
      sum += weight[k] as number;
    }
    for (let k = at; k < end; k += 1) drawn[k] = (drawn[k] as number) / sum;
  }
  return drawn;
}

/** The expert at this point of the cumulated weights; what is not supported is the pure model. */
function pickExpert(
  weight: Float64Array,
  at: number,
  size: number,
  support: number,
  point: number,
): number {
  if (point >= support) return PURE_MODEL;
  let sum = 0;
  for (let k = 0; k < size; k += 1) {
    sum += support * (weight[at + k] as number); // in range
    if (point < sum) return k;
  }
  return REGRESSION;
}
