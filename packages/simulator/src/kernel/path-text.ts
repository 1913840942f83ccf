import type { CompiledModel } from '../model/compiled-model.ts';
import type { ConditionTree } from '../language/tree.ts';
import { ExpressionWriter, type ReadNames } from './expression-writer.ts';
import type { RunNumbers } from './run-numbers.ts';
import { TurnWriter, type CountedPart, type TurnNames } from './turn-writer.ts';
import { writeEvents } from './path-events.ts';
import { frozenSlots, historyOf, seenSlots } from './path-slots.ts';
import { cutPieces, TextBudget, type OpenPiece, type WritePart } from './text-pieces.ts';
import { decayParts, declare, measurementParts, ruleParts } from './turn-parts.ts';

/** What is looked at along a path, as slots and trees of the declared slots. */
export interface Lens {
  /** Recorded at the horizons, and what the tally counts. */
  readonly targets: readonly number[];
  /** Conditions over natural values. */
  readonly events: readonly ConditionTree[];
  /** Whether the rules whose weight is 1 in the model have it in the scenario. */
  readonly unitWeights: boolean;
  /** Whether the last value of every slot is looked at, also of those that nobody reads. */
  readonly finals?: boolean | undefined;
}

/** A model with so many counted effects and targets keeps its sums in local variables. */
const MOST_LOCAL_SUMS = 16;

/** Where the sums of every part begin in `T`. */
export type SumBegins = Readonly<Record<CountedPart, number>>;

/**
 * Writes the turns of a member's path: steps 2, 3 and 5 to 8 of the turn law. The texts read
 * constants of the enclosing function: `X` values, `N` normals from n on, `T` sums of the tally, `P`
 * numbers of the run, `Q` finished turns with the present row at q, `S` and `B` for events, `I` what
 * is carried from call to call (turn, horizon, q).
 *
 * Attribution included, a member-turn takes 1.6 times what C takes without it (pulse), 1.9 (sir) and
 * 1.5 (us-macro-monthly), a tenth to a fiftieth of the reference; half of pulse are its 14 normals.
 * `node tools/bench/kernel.mjs` measures it. Found on the way (pulse): the loop with values in local variables
 * is what makes it fast; `pieces` cost 28 % more (sir: 95 %). Not worth their text: sums of the tally
 * in local variables (+8 %: they do not fit into registers), numbers of the run in local variables
 * (±0), normals drawn inside the loop (±0 to +5 %).
 */
export class PathWriter {
  readonly #compiled: CompiledModel;
  readonly #lens: Lens;
  readonly #numbers: RunNumbers;
  readonly #begins: SumBegins;
  readonly #frozen: ReadonlySet<number>;

  constructor(compiled: CompiledModel, lens: Lens, begins: SumBegins, numbers: RunNumbers) {
    this.#compiled = compiled;
    this.#lens = lens;
    this.#begins = begins;
    this.#numbers = numbers;
    this.#frozen = frozenSlots(compiled);
  }

  /**
   * All turns as one loop, the values in local variables `x0`, `x1`, …
   * @returns the body of `function (turns, H, V, stride, offset, column)`, turns ≥ 1: V receives the
   *   transformed value of target t at horizon h (of H: ascending, then 0) at
   *   column × t + stride × h + offset; the function returns 0, or NaN when in doubt
   */
  loop(): string {
    const { names, noisy } = this.#compiled;
    const { targets } = this.#lens;
    const all = [...names.keys()];
    const row = historyOf(this.#compiled).slots.length;
    const value = (slot: number): string => `x${slot}`;
    const local = this.#countSummed() <= MOST_LOCAL_SUMS ? new Set<number>() : null;
    const writer = this.#turnWriter(value, (slot) => `f${slot}`, local);
    const copies: WritePart = () => [...this.#frozen].map((slot) => `const f${slot} = x${slot};`);
    const steps = this.#parts(value, copies).flatMap((part) => part(writer));
    const events = this.#events(value);
    return [
      'let F = 0, n = 0, turn = I[0], h = I[1], q = I[2], next = H[h];',
      'let row = (Math.imul(h, stride) + offset) | 0;',
      ...targets.map((_, index) => `const c${index} = Math.imul(column, ${index});`),
      ...declare([...writer.temporaries, ...events.temporaries]),
      ...all.map((slot) => `let x${slot} = X[${slot}];`),
      ...[...(local ?? [])].map((sum) => `let t${sum} = T[${sum}];`),
      'const end = (turn + turns) | 0;',
      'do {',
      'let G = 0;',
      ...steps,
      'turn = (turn + 1) | 0;',
      ...(noisy.length > 0 ? [`n = (n + ${noisy.length}) | 0;`] : []),
      ...(row > 0 ? [`q = (q + ${row}) | 0;`] : []),
      'if (turn === next) {',
      ...targets.map((slot, index) => `V[(row + c${index}) | 0] = x${slot};`),
      'h = (h + 1) | 0; row = (row + stride) | 0; next = H[h];',
      '}',
      ...events.lines,
      'F += G - G;',
      '} while (turn < end);',
      ...all.map((slot) => `X[${slot}] = x${slot};`),
      ...[...(local ?? [])].map((sum) => `T[${sum}] = t${sum};`),
      'I[0] = turn; I[1] = h; I[2] = q;',
      // What has no bound on one side stays infinite once it is.
      ...all.filter((slot) => writer.isUnbounded(slot)).map((slot) => `F += x${slot} - x${slot};`),
      'return F;',
    ].join('\n');
  }

  /**
   * One turn in pieces, the values in `X`, what simultaneous rules read in `R`: for models too large
   * for one function.
   * @returns the bodies of `function (turn, n, q)`, to be called in order, each returning 0 or NaN;
   *   the last looks for events once the turn has ended (with the next `turn`)
   * @throws NotGenerated when the model is too large for that too
   */
  pieces(): string[] {
    const value = (slot: number): string => `X[${slot}]`;
    const copies = [...this.#frozen].map((slot): WritePart => () => [`R[${slot}] = X[${slot}];`]);
    const open = (): OpenPiece => {
      const writer = this.#turnWriter(value, (slot) => `R[${slot}]`);
      return { writer, close: (lines) => closePiece(writer.temporaries, lines) };
    };
    const events = this.#events(value);
    return [
      ...cutPieces(this.#parts(value, ...copies), open, new TextBudget()),
      closePiece(events.temporaries, events.lines),
    ];
  }

  /** Steps 2, 3, 5, 6, 7 and the row of the history, in order. */
  #parts(value: (slot: number) => string, ...copies: readonly WritePart[]): WritePart[] {
    const compiled = this.#compiled;
    const seen = this.#lens.finals === true ? null : seenSlots(compiled, this.#lens);
    const { slots } = historyOf(compiled);
    return [
      ...decayParts(compiled),
      ...copies,
      ...ruleParts(compiled),
      ...compiled.noisy.map(
        (slot, index): WritePart =>
          (writer) =>
            writer.noise(slot, `N[n + ${index}]`),
      ),
      ...compiled.names.map(
        (_, slot): WritePart =>
          (writer) =>
            writer.needsBounds(slot) ? writer.bounds(slot, 0) : [],
      ),
      ...measurementParts(compiled, (slot) => seen === null || seen.has(slot)),
      ...slots.map((slot, index): WritePart => () => [
        `Q[q + ${slots.length + index}] = ${value(slot)};`,
      ]),
    ];
  }

  /** Targets and the effects on them: each has sums of its own. */
  #countSummed(): number {
    const { rules } = this.#compiled;
    const counted = new Set(this.#lens.targets);
    const effects = rules.flatMap((rule) =>
      rule.effects.filter(({ target }) => counted.has(target)),
    );
    return effects.length + counted.size;
  }

  /** @param local receives the sums that are kept in local variables `t0`, `t1`, …; null: none is */
  #turnWriter(
    value: (slot: number) => string,
    frozen: (slot: number) => string,
    local: Set<number> | null = null,
  ): TurnWriter {
    const { targets, unitWeights } = this.#lens;
    const { weights } = this.#compiled;
    const counted = new Set(targets);
    const names: TurnNames = {
      rules: this.#reading((slot) => (this.#frozen.has(slot) ? frozen(slot) : value(slot)), 0),
      measurements: this.#reading(value, 1),
      value,
      sum: (part, index, slot) => {
        if (!counted.has(slot)) return null;
        const sum = this.#begins[part] + index;
        local?.add(sum);
        return local === null ? `T[${sum}]` : `t${sum}`;
      },
      fired: () => '',
      contribution: () => null,
      hasUnitWeight: (rule) => unitWeights && weights[rule] === 1,
      eager: false,
    };
    return new TurnWriter(this.#compiled, names, this.#numbers);
  }

  /** @param shift 1: what is read belongs to a turn that is not counted and has no row yet; else 0 */
  #reading(slot: (slot: number) => string, shift: 0 | 1): ReadNames {
    const { slots } = historyOf(this.#compiled);
    return {
      slot,
      lag: (at, back) => {
        const behind = (back - shift) * slots.length - slots.indexOf(at);
        return behind > 0 ? `Q[q - ${behind}]` : `Q[q + ${-behind}]`;
      },
      number: (index) => `P[${index}]`,
      turn: shift === 0 ? 'turn' : '(turn + 1)',
    };
  }

  #events(value: (slot: number) => string): {
    readonly lines: readonly string[];
    readonly temporaries: readonly string[];
  } {
    const { transforms } = this.#compiled;
    const natural = (slot: number): string =>
      transforms[slot] === 'identity' ? value(slot) : `y${slot}`;
    const writer = new ExpressionWriter(this.#reading(natural, 0), this.#numbers, 'e');
    const lines = writeEvents(this.#compiled, this.#lens.events, value, writer);
    return { lines, temporaries: writer.temporaries };
  }
}

function closePiece(temporaries: readonly string[], lines: readonly string[]): string {
  return ['let G = 0;', ...declare(temporaries), ...lines, 'return G - G;'].join('\n');
}
