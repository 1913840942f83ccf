import { reduceLarge, REST } from '../math/reduce-angle.ts';
import { MATH_TABLES, REST_ADDRESS } from './math-code.ts';
import { IMPORTS } from './module-bytes.ts';

/** What of WebAssembly is used here; the library of the language does not declare it. */
interface Engine {
  readonly Module: new (code: Uint8Array) => object;
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly CompileError: new () => Error;
}
declare const WebAssembly: Engine | undefined;

/** Compiled code with a memory of its own. */
export interface StartedModule {
  readonly memory: ArrayBuffer;
  /** Functions, by the names the module exports them under. */
  readonly exports: Readonly<Record<string, unknown>>;
}

/** What chance gives a path beside its normals. */
export interface HostChance {
  /**
   * A count.
   * @param effect its index over all effects
   * @param mean of the count
   * @param place turn × steps + step
   * @param available what a binomial draw takes of
   */
  count(effect: number, mean: number, place: number, available: number): number;
  /** A shock of Student's for a slot, of standard deviation 1. */
  student(slot: number): number;
}

/** Whether the host has WebAssembly at all. */
export const hasModules = (): boolean => typeof WebAssembly !== 'undefined';

const NO_CHANCE: HostChance = { count: () => NaN, student: () => NaN };

/**
 * Compiles a module of `moduleBytes` and gives it a memory that holds the tables of the math.
 * @returns null: there is no WebAssembly, it is forbidden here, or there is no memory for it
 */
export function startModule(
  bytes: Uint8Array,
  pages: number,
  chance: HostChance = NO_CHANCE,
): StartedModule | null {
  if (typeof WebAssembly === 'undefined') return null;
  const { Module, Memory, Instance, CompileError } = WebAssembly;
  try {
    const memory = new Memory({ initial: pages });
    const { buffer } = memory;
    const doubles = new Float64Array(buffer);
    for (const [address, table] of MATH_TABLES)
      doubles.set(table, address / Float64Array.BYTES_PER_ELEMENT);
    const rest = new Float64Array(buffer, REST_ADDRESS, REST.length);
    const host = {
      memory,
      reduceLarge(x: number): number {
        const quarters = reduceLarge(x);
        rest.set(REST);
        return quarters;
      },
      rest: (x: number, m: number): number => x % m,
      count: (...of: Parameters<HostChance['count']>): number => chance.count(...of),
      student: (slot: number): number => chance.student(slot),
    };
    const { exports } = new Instance(new Module(bytes), { [IMPORTS]: host });
    return { memory: buffer, exports };
  } catch (error) {
    if (error instanceof CompileError || error instanceof RangeError) return null;
    throw error;
  }
}
