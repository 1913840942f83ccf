/**
 * A whole number below 2^31 in size. To TypeScript it is a number; where the functions of this
 * package are compiled to WebAssembly (tools/compile-math.mjs), it stays in an integer register.
 */
export type Whole = number;
