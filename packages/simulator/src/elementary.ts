export const exp: (x: number) => number = Math.exp;
export const ln: (x: number) => number = Math.log;
export const pow: (x: number, y: number) => number = Math.pow;
export const sqrt: (x: number) => number = Math.sqrt;
export const floor: (x: number) => number = Math.floor;
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}
