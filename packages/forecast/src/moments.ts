/**
 * Mean, counted from the smallest value: equal members give exactly that value, and up to 10^7 of
 * them the result stays inside [min, max] (the smallest adds 0, which outweighs the rounding).
 * @param sorted ascending, at least one value
 * @returns the mean, or a non-finite number when the sum leaves the range of a double
 */
export function meanOfSorted(sorted: Float64Array): number {
  const lowest = sorted[0] as number; // at least one value
  let sum = 0;
  // indexed: iterating a typed array costs several times as much
  for (let i = 0; i < sorted.length; i += 1) sum += (sorted[i] as number) - lowest; // i < length
  return lowest + sum / sorted.length;
}

/**
 * Sample standard deviation (divisor n − 1).
 * @param sample at least two values
 * @param mean their mean
 * @returns ≥ 0; deviations too large to be squared are scaled first
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
  let scaled = 0;
  for (const value of sample) scaled += ((value - mean) / largest) ** 2;
  return largest * Math.sqrt(scaled / (sample.length - 1));
}
