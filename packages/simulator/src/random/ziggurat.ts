import { exp, ln, sqrt } from '../math/elementary.ts';
import type { Whole } from '../math/whole.ts';
import { nextWord } from './sfc32.ts';

/**
 * Standard normals by the ziggurat (Marsaglia and Tsang 2000), 256 layers of equal area.
 *
 * Two weaknesses of the original are avoided: the layer and the position inside it come from
 * different bits, so they are independent (Doornik 2005), and the position has 53 bits instead of
 * 32, from a second word. Nothing is approximated: wedges compare with the density itself, and
 * beyond 3.65 the tail is drawn by Marsaglia's exact method.
 *
 * The generator is written out in the loop: its state lives in local variables there, which is
 * about four times as fast as calling it.
 * @see https://doi.org/10.18637/jss.v005.i08 (Marsaglia, Tsang) and
 *   https://www.doornik.com/research/ziggurat.pdf (Doornik)
 */

const LAYERS = 256;

/** Start of the tail, for 256 layers: the r at which the topmost layer ends at x = 0, f = 1. */
const TAIL_FROM = 3.6541528853610088;

/** Area of each layer: r·f(r) + ∫ f from r to infinity, with f(x) = exp(−x²/2). */
const LAYER_AREA = 0.004928673233974655;

/** 2^52: the position is a signed 53-bit integer. */
const POSITION_SCALE = 4_503_599_627_370_496;

const TWO_32 = 4_294_967_296;

function density(x: number): number {
  return exp(-0.5 * x * x);
}

/**
 * Right edge of every layer; layer 0 is the base with the tail, as wide as its area asks for, layer
 * 256 the point at the top.
 */
function layerEdges(): Float64Array {
  const edges = new Float64Array(LAYERS + 1);
  edges[0] = LAYER_AREA / density(TAIL_FROM);
  let edge = TAIL_FROM;
  edges[1] = edge;
  for (let layer = 2; layer < LAYERS; layer++) {
    edge = sqrt(-2 * ln(LAYER_AREA / edge + density(edge)));
    edges[layer] = edge;
  }
  return edges;
}

export const EDGES = layerEdges();
/** x per unit of the position. */
export const WIDTHS = EDGES.map((edge) => edge / POSITION_SCALE);
/** Positions left of this edge are under the curve for sure. */
export const INNER = EDGES.slice(1);
export const HEIGHTS = EDGES.map((edge) => density(edge));

/**
 * What is left of a draw that was not under the curve for sure (1.2 % of them).
 * @param x signed position in `layer`, |x| ≥ the inner edge
 * @returns the normal, or NaN: rejected, draw again
 */
function finishNormal(state: Uint32Array, layer: Whole, x: number): number {
  const height = nextOpenUnit(state);
  if (layer === 0) {
    // Beyond r: −ln(u)/r, kept when −2·ln(v) is at least its square (Marsaglia 1964).
    const beyond = -ln(height) / TAIL_FROM;
    if (-2 * ln(nextOpenUnit(state)) < beyond * beyond) return NaN;
    return x < 0 ? -TAIL_FROM - beyond : TAIL_FROM + beyond;
  }
  const low = HEIGHTS[layer]!; // the table has entries 0..256
  const high = HEIGHTS[layer + 1]!; // as above
  return low + height * (high - low) < density(x) ? x : NaN;
}

/** Uniform in (0, 1), 2^32 values. */
function nextOpenUnit(state: Uint32Array): number {
  return (nextWord(state) + 0.5) / TWO_32;
}

/** Bits of a layer in what `fillInside` returns, and how many draws it may be asked for with them. */
const LAYER_BITS = 8;
const MOST_AT_ONCE = 2 ** 22;

/**
 * Draws normals up to the first that is not under the curve for sure: 1.2 % of them. It calls
 * nothing, so that the state, the table addresses and the loop fit into registers; with the rest of
 * a draw in the same function a normal took 3.8 ns instead of 3.3.
 * @param end at most MOST_AT_ONCE beyond `from`
 * @returns −1, or draws done × 256 + layer of the draw to be finished, whose x is in `out`
 */
function fillInside(state: Uint32Array, out: Float64Array, from: Whole, end: Whole): Whole {
  // `| 0`: signed words stay in integer registers; unsigned ones become doubles at twice the cost.
  let a = state[0]! | 0; // a state has four words (SFC32_WORDS)
  let b = state[1]! | 0; // as above
  let c = state[2]! | 0; // as above
  let counter = state[3]! | 0; // as above
  let stop: Whole = -1;
  for (let index = from; index < end; index++) {
    const first = (a + b + counter) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + first) | 0;
    const second = (a + b + counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + second) | 0;
    counter = (counter + 2) | 0;

    // Layer: the 8 lowest bits of the first word. Position: the second word, then the 21 highest
    // bits of the first; no bit is used twice.
    const layer = first & 255;
    const x = (second * 2_097_152 + (first >>> 11)) * WIDTHS[layer]!; // layer is 0..255
    out[index] = x;
    // as above
    if (!(Math.abs(x) < INNER[layer]!)) {
      stop = ((index - from) << LAYER_BITS) | layer;
      break;
    }
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = counter;
  return stop;
}

/**
 * Draws standard normals. One normal costs two words in 98.8 % of the cases, else three or more.
 * A fill of n normals equals n fills of one: the bits do not depend on how the calls are cut.
 * @param state four words of sfc32, moved on in place
 * @param out receives the normals at 0..count−1
 */
export function fillNormals(state: Uint32Array, out: Float64Array, count: Whole): void {
  for (let from: Whole = 0; from < count;) {
    const end = count - from < MOST_AT_ONCE ? count : from + MOST_AT_ONCE;
    const stop = fillInside(state, out, from, end);
    from = stop < 0 ? end : from + (stop >> LAYER_BITS);
    if (stop >= 0) {
      const finished = finishNormal(state, stop & (LAYERS - 1), out[from]!); // written by fillInside
      if (!Number.isNaN(finished)) {
        out[from] = finished;
        from += 1;
      }
    }
  }
}
