import type { CompiledModel } from '../model/compiled-model.ts';
import { decaySlot } from '../law/bounds-and-decay.ts';
import { makeFunctions } from './generated-function.ts';
import { NotGenerated, type ReadNames } from './expression-writer.ts';
import { RunNumbers } from './run-numbers.ts';
import { TurnWriter, type CountedPart, type TurnNames } from './turn-writer.ts';
import { decayParts, declare, measurementParts, ruleParts } from './turn-parts.ts';
import { cutPieces, TextBudget, type OpenPiece } from './text-pieces.ts';
import { rowAt, type LaggedPath } from '../law/lagged-path.ts';
import { KernelDoubt, type Law } from '../law/law.ts';
import type { Program } from '../model/program.ts';
import type { Tally } from '../law/tally.ts';
import type { TurnScratch } from '../law/turn-scratch.ts';

/** One piece of the law: 0, or NaN when a number was not finite. */
type Piece = (
  scratch: TurnScratch,
  path: LaggedPath,
  work: Float64Array,
  read: Float64Array,
  bound: Float64Array,
  tally: Tally | null,
) => number;

const PARAMETERS = ['s', 'path', 'W', 'R', 'P', 't'];

/** The steps of the law as functions, in the order in which they are called. */
interface Pieces {
  readonly decay: readonly Piece[];
  readonly rules: readonly Piece[];
  readonly measurements: readonly Piece[];
}

/**
 * The law of a model as generated functions over arrays, turn by turn and for any scenario: for
 * control runs, which are looked at after every turn, for paths with a corrector, and for models too
 * large for a path kernel.
 */
export class LawKernel {
  readonly #compiled: CompiledModel;
  readonly numbers = new RunNumbers();
  #counting: Pieces | null | undefined;
  #plain: Pieces | null | undefined;

  constructor(compiled: CompiledModel) {
    this.#compiled = compiled;
  }

  /**
   * Makes the functions when they are first needed.
   * @param counts whether they count what moved every slot
   * @returns null: the model is too large, or the host forbids code from strings
   */
  pieces(counts: boolean): Pieces | null {
    if (counts) {
      if (this.#counting === undefined) this.#counting = this.#generate(true);
      return this.#counting;
    }
    if (this.#plain === undefined) this.#plain = this.#generate(false);
    return this.#plain;
  }

  #generate(counts: boolean): Pieces | null {
    const compiled = this.#compiled;
    const open = (): OpenPiece => openLawPiece(compiled, this.numbers, counts);
    const budget = new TextBudget();
    try {
      const decay = cutPieces(decayParts(compiled), open, budget);
      const rules = cutPieces(ruleParts(compiled), open, budget);
      const measurements = cutPieces(measurementParts(compiled), open, budget);
      const bodies = [...decay, ...rules, ...measurements];
      const made = makeFunctions({ at: rowAt }, PARAMETERS, bodies);
      if (made === null) return null;
      const pieces = made as readonly Piece[]; // the texts return numbers
      const [rulesFrom, measuredFrom] = [decay.length, decay.length + rules.length];
      return {
        decay: pieces.slice(0, rulesFrom),
        rules: pieces.slice(rulesFrom, measuredFrom),
        measurements: pieces.slice(measuredFrom),
      };
    } catch (error) {
      if (error instanceof NotGenerated) return null;
      throw error;
    }
  }
}

const SUMS: Readonly<Record<CountedPart, string>> = {
  effects: 'TE',
  decay: 'TD',
  measurement: 'TM',
  noise: 'TN',
  bounds: 'TB',
  largest: 'TL',
};

/** A function that works on the arrays it is given; its slots are `W`, rules read `R`. */
function openLawPiece(compiled: CompiledModel, numbers: RunNumbers, counts: boolean): OpenPiece {
  /** Lags that are read, as steps before the present row. */
  const rows = new Set<number>();
  const reading = (array: string, shift: 0 | 1): ReadNames => ({
    slot: (slot) => `${array}[${slot}]`,
    lag: (slot, back) => {
      rows.add(back - shift);
      return `Q[o${back - shift} + ${slot}]`;
    },
    number: (index) => `P[${index}]`,
    turn: shift === 0 ? 'turn' : '(turn + 1)',
  });
  const names: TurnNames = {
    rules: reading('R', 0),
    measurements: reading('W', 1),
    value: (slot) => `W[${slot}]`,
    sum: (part, index) => (counts ? `${SUMS[part]}[${index}]` : null),
    fired: (rule) => `D[n++] = ${rule};`,
    contribution: (effect) => `C[${effect}]`,
    hasUnitWeight: () => false,
    eager: true,
  };
  const writer = new TurnWriter(compiled, names, numbers);
  return {
    writer,
    close: (lines) =>
      [
        'const C = s.contributions, D = s.fired, Q = path.ring, turn = path.turn;',
        ...(counts ? Object.entries(SUMS) : []).map(([part, name]) => `const ${name} = t.${part};`),
        ...[...rows].map((row) => `const o${row} = at(path, ${row});`),
        'let G = 0, n = s.firedCount;',
        ...declare(writer.temporaries),
        ...lines,
        's.firedCount = n;',
        'return G - G;',
      ].join('\n'),
  };
}

/** The law of a program, generated: as `referenceLaw`, but it throws KernelDoubt when in doubt. */
export function generatedLaw(kernel: LawKernel, program: Program): Law {
  let bound: Float64Array | null = null;
  const declared = program.compiled.names.length;
  const { simultaneous } = program.compiled;
  const run = (
    step: keyof Pieces,
    path: LaggedPath,
    scratch: TurnScratch,
    read: Float64Array,
    tally: Tally | null,
  ): void => {
    const made = kernel.pieces(tally !== null);
    if (made === null) throw new KernelDoubt();
    // After the functions are made all numbers they read are known.
    bound ??= kernel.numbers.boundTo(program);
    const pieces = made[step];
    let doubt = 0;
    for (let index = 0; index < pieces.length; index += 1)
      doubt += (pieces[index] as Piece)(scratch, path, scratch.work, read, bound, tally); // in range
    if (doubt !== 0) throw new KernelDoubt();
  };
  return {
    decayAndRules(path, scratch, tally) {
      const { work, frozen } = scratch;
      scratch.contributions.fill(0);
      scratch.firedCount = 0;
      run('decay', path, scratch, work, tally);
      for (let slot = declared; slot < program.size; slot += 1)
        decaySlot(program, work, slot, tally);
      if (simultaneous) frozen.set(work);
      run('rules', path, scratch, simultaneous ? frozen : work, tally);
    },
    measure(path, scratch, tally) {
      run('measurements', path, scratch, scratch.work, tally);
    },
  };
}
