/** a / b; c when b is 0, and only then. */
export const divideOr = (a: number, b: number, c: number): number => (b === 0 ? c : a / b);
