/** Numbers in 0..1 that look random and are the same in every run. */
export function* spread(count: number): Generator<number> {
  let state = 123456789;
  for (let i = 0; i < count; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** The word of 64 bits a double is stored in. */
function bitsOf(x: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

/** A checksum over all bits of some numbers, in order. */
export function checksumOf(numbers: Iterable<number>): string {
  let sum = 0n;
  for (const x of numbers) sum = (sum * 31n + BigInt(`0x${bitsOf(x)}`)) % 2n ** 64n;
  return sum.toString(16);
}
