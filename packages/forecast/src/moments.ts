/**
 * Mean, counted from the smallest value: equal members give exactly that value, and up to 10^7 of
 * them the result stays inside [min, max] (the smallest adds 0, which outweighs the rounding).
 * @param sorted ascending, at least one value
 * @returns the mean; where the sum would leave the range of a double, every term is divided first
 */
export function meanOfSorted(sorted: Float64Array): number {
  const lowest = sorted[0] as number; // at least one value
  let sum = 0;
  // indexed: iterating a typed array costs several times as much
  for (let i = 0; i < sorted.length; i += 1) sum += (sorted[i] as number) - lowest; // i < length
  if (sum < Infinity) return lowest + sum / sorted.length;
  let mean = 0;
  for (const value of sorted) mean += value / sorted.length;
  return Math.min(sorted.at(-1) ?? mean, Math.max(lowest, mean));
}

/** Deviations are scaled by it where one may be larger than a double. */
const TINY = 2 ** -10;

/**
 * Sample standard deviation (divisor n − 1).
 * @param sample at least two values
 * @param mean their mean
 * @returns ≥ 0; deviations too large to be squared are scaled first. Infinity: it is beyond the range
 *   of a double itself
 */
export function sampleSd(sample: Float64Array, mean: number): number {
  let squares = 0;
  let largest = 0;
  for (let i = 0; i < sample.length; i += 1) {
    const deviation = Math.abs((sample[i] as number) - mean); // i < length
    squares += deviation * deviation;
    if (deviation > largest) largest = deviation;
  }
  if (squares < Infinity) return Math.sqrt(squares / (sample.length - 1));
  const unit = largest === Infinity ? Number.MAX_VALUE : largest;
  let scaled = 0;
  for (const value of sample) scaled += ((value * TINY - mean * TINY) / unit) ** 2;
  return (unit * Math.sqrt(scaled / (sample.length - 1))) / TINY;
}
