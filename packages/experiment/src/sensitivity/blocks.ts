import { readConfigPath } from '@pulse-stream/worldstate/internal';
import type { BlockOutcomes } from './sobol-indices.ts';

/** Where a record stands in a design for Sobol indices; null: it is of no such design. */
export interface BlockPlace {
  readonly block: number;
  /** `A`, `B`, or `A/NAME`: A with the value of B for the variable NAME. */
  readonly matrix: string;
}

/** Rows that have a part of a block. */
interface Block {
  readonly rows: Map<string, number[]>;
}

/** Reads what `design sobol --indices` wrote into a scenario. */
export function readBlock(config: Readonly<Record<string, unknown>>): BlockPlace | null {
  const { meta } = config;
  if (typeof meta !== 'object' || meta === null || !('design' in meta)) return null;
  const { design } = meta;
  if (typeof design !== 'object' || design === null) return null;
  if (!('block' in design) || !('matrix' in design)) return null;
  const { block, matrix } = design;
  return typeof block === 'number' && typeof matrix === 'string' ? { block, matrix } : null;
}

/** A variable by the name that inputs have: slots at turn 0 go without `state_overrides`. */
function inputOf(name: string): string {
  const path = readConfigPath(name);
  if (typeof path === 'string') return name;
  return (path[0] === 'state_overrides' ? path.slice(1) : path).join('.');
}

/** Which records belong together in blocks. */
export class BlockTable {
  readonly #blocks = new Map<number, Block>();
  readonly #mixed = new Set<number>();
  #rows = 0;

  /** Takes the next record. */
  addRow(place: BlockPlace | null): void {
    const row = this.#rows;
    this.#rows += 1;
    if (place === null) return;
    const { block, matrix } = place;
    const isMixed = matrix.startsWith('A/');
    if (isMixed) this.#mixed.add(row);
    const part = isMixed ? `A/${inputOf(matrix.slice(2))}` : matrix;
    const known = this.#blocks.get(block) ?? { rows: new Map<string, number[]>() };
    this.#blocks.set(block, known);
    known.rows.set(part, [...(known.rows.get(part) ?? []), row]);
  }

  /** Whether a record is a point of its own, not one that was mixed of two. */
  isIndependent(row: number): boolean {
    return !this.#mixed.has(row);
  }

  /** The parts of a whole block, for these inputs in their order. */
  #partsOf(inputs: readonly string[]): readonly string[] {
    return ['A', 'B', ...inputs.map((name) => `A/${name}`)];
  }

  /** Blocks that have every part. */
  whole(inputs: readonly string[]): readonly number[] {
    const parts = this.#partsOf(inputs);
    return [...this.#blocks]
      .filter(([, { rows }]) => parts.every((part) => rows.has(part)))
      .map(([block]) => block);
  }

  /**
   * An outcome over the whole blocks that say it, the mean where a part is there several times.
   * @returns null: there are none, or too few to say anything
   */
  collect(inputs: readonly string[], values: Float64Array): BlockOutcomes | null {
    const parts = this.#partsOf(inputs);
    const complete: (readonly number[])[] = [];
    for (const block of this.whole(inputs)) {
      const { rows } = this.#blocks.get(block) ?? { rows: new Map<string, number[]>() };
      const means = parts.map((part) => {
        const of = rows.get(part) ?? [];
        return of.reduce((sum, row) => sum + (values[row] ?? Number.NaN), 0) / of.length;
      });
      if (means.every((value) => Number.isFinite(value))) complete.push(means);
    }
    if (complete.length < 2) return null;
    const [a, b, ...mixed] = parts.map((_, at) =>
      Float64Array.from(complete, (means) => means[at] ?? Number.NaN),
    );
    return a === undefined || b === undefined ? null : { a, b, mixed };
  }
}
