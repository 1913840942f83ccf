import type { CompiledModel } from './compiled-model.ts';
import { decaySlot } from './decay-and-rules.ts';
import { makeFunctions } from './generated-function.ts';
import { NotGenerated, type ReadNames } from './kernel-expression.ts';
import { RunNumbers } from './kernel-numbers.ts';
import { TurnWriter, type CountedPart, type TurnNames } from './kernel-turn.ts';
import { rowAt, type LaggedPath } from './lagged-path.ts';
import { KernelDoubt, type Law } from './law.ts';
import type { Program } from './program.ts';
import type { Tally } from './tally.ts';
import type { TurnScratch } from './turn-scratch.ts';

/** Text of one function: the engine optimises functions of moderate size only. */
const CHUNK = 16_000;

/** Text of all functions of a model: beyond it the reference path runs. */
const MOST_TEXT = 2_000_000;

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
    const { names, rules, measurements } = this.#compiled;
    const texts = new LawTexts(this.#compiled, this.numbers, counts);
    let effect = 0;
    try {
      const decay = texts.write(names.map((_, slot) => (writer) => writer.decay(slot)));
      const law = texts.write(
        rules.map(({ effects }, rule) => {
          const first = effect;
          effect += effects.length;
          return (writer) => writer.rule(rule, first);
        }),
      );
      const measured = texts.write(
        measurements.map((_, index) => (writer) => writer.measure(index)),
      );
      const made = makeFunctions({ at: rowAt }, PARAMETERS, [...decay, ...law, ...measured]);
      if (made === null) return null;
      const pieces = made as readonly Piece[]; // the texts return numbers
      const [rulesFrom, measuredFrom] = [decay.length, decay.length + law.length];
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

/** A piece under construction. */
interface Draft {
  readonly lines: string[];
  readonly writer: TurnWriter;
  /** Lags that are read, as steps before the present row. */
  readonly rows: Set<number>;
  length: number;
}

type WritePart = (writer: TurnWriter) => string[];

/** Cuts the statements of a model into functions of moderate size. */
class LawTexts {
  readonly #compiled: CompiledModel;
  readonly #numbers: RunNumbers;
  readonly #counts: boolean;
  #length = 0;

  constructor(compiled: CompiledModel, numbers: RunNumbers, counts: boolean) {
    this.#compiled = compiled;
    this.#numbers = numbers;
    this.#counts = counts;
  }

  /** @throws NotGenerated when the model is too large */
  write(parts: readonly WritePart[]): string[] {
    const texts: string[] = [];
    let draft = this.#open();
    for (const part of parts) {
      for (const line of part(draft.writer)) {
        draft.lines.push(line);
        draft.length += line.length;
      }
      if (this.#length + draft.length > MOST_TEXT) throw new NotGenerated('too much text');
      if (draft.length < CHUNK) continue;
      texts.push(this.#close(draft));
      draft = this.#open();
    }
    if (draft.lines.length > 0) texts.push(this.#close(draft));
    return texts;
  }

  #open(): Draft {
    const rows = new Set<number>();
    const reading = (array: string, shift: number): ReadNames => ({
      slot: (slot) => `${array}[${slot}]`,
      lag: (slot, back) => {
        rows.add(back - shift);
        return `Q[o${back - shift} + ${slot}]`;
      },
      number: (index) => `P[${index}]`,
      turn: 'turn',
    });
    const names: TurnNames = {
      rules: reading('R', 0),
      measurements: reading('W', 1),
      value: (slot) => `W[${slot}]`,
      sum: (part, index) => (this.#counts ? `${SUMS[part]}[${index}]` : null),
      fired: (rule) => `D[n++] = ${rule};`,
      contribution: (effect) => `C[${effect}]`,
      eager: true,
    };
    return {
      lines: [],
      writer: new TurnWriter(this.#compiled, names, this.#numbers),
      rows,
      length: 0,
    };
  }

  #close({ lines, writer, rows, length }: Draft): string {
    this.#length += length;
    const { temporaries } = writer;
    return [
      'const C = s.contributions, D = s.fired, Q = path.ring, turn = path.turn;',
      ...(this.#counts ? Object.entries(SUMS) : []).map(
        ([part, name]) => `const ${name} = t.${part};`,
      ),
      ...[...rows].map((row) => `const o${row} = at(path, ${row});`),
      'let G = 0, n = s.firedCount;',
      ...(temporaries.length > 0 ? [`let ${temporaries.join(', ')};`] : []),
      ...lines,
      's.firedCount = n;',
      'return G - G;',
    ].join('\n');
  }
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
