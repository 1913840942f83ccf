import type { Code } from '../wasm/instructions.ts';

/** Where a number is kept while code runs: in a variable of the function, or in the memory. */
export interface Place {
  /** Leaves the number on the stack. */
  readonly get: () => void;
  /** @param value leaves the new number on the stack */
  readonly put: (value: () => void) => void;
}

export function variableOf(code: Code, local: number): Place {
  return {
    get: () => void code.get(local),
    put(value) {
      value();
      code.set(local);
    },
  };
}

/** @param base local variable with an address to which `address` is added; default: 0 */
export function memoryOf(code: Code, address: number, base?: number): Place {
  const begin = (): void => void (base === undefined ? code.int(0) : code.get(base));
  return {
    get() {
      begin();
      code.load('f64.load', address);
    },
    put(value) {
      begin();
      value();
      code.store('f64.store', address);
    },
  };
}

/** Adds to the number of a place. */
export function addTo(code: Code, place: Place, amount: () => void): void {
  place.put(() => {
    place.get();
    amount();
    code.op('f64.add');
  });
}
