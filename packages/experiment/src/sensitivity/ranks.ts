/** Row numbers in the order of their values. */
export function orderOf(values: Float64Array): Uint32Array {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index);
  return order.toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
}

/**
 * Mid-ranks of values that come several times: equal ones share the mean of their places.
 * @param order from `orderOf`
 * @param weights how often each row counts; of a row that does not count the rank means nothing
 * @param ranks receives the rank of every row
 */
export function rankInto(
  values: Float64Array,
  order: Uint32Array,
  weights: Uint16Array,
  ranks: Float64Array,
): void {
  let before = 0;
  for (let start = 0; start < order.length;) {
    const value = values[order[start] ?? 0];
    let [end, count] = [start, 0];
    for (; end < order.length && values[order[end] ?? 0] === value; end += 1)
      count += weights[order[end] ?? 0] ?? 0;
    const rank = before + (count + 1) / 2;
    for (let at = start; at < end; at += 1) ranks[order[at] ?? 0] = rank;
    before += count;
    start = end;
  }
}
