import type { CompiledModel } from '../model/compiled-model.ts';
import type { Readers } from './emit-expression.ts';
import type { CountedPart, TurnPlaces } from './emit-turn.ts';
import type { Code } from '../wasm/instructions.ts';
import { COUNTERS, DOUBLE, WHOLE, type Layout } from './memory-layout.ts';
import type { RunNumbers } from './run-numbers.ts';
import { memoryOf, variableOf, type Place } from './places.ts';

/** A value of an earlier turn that the code of a step reads: `back` rows before the present one. */
export interface LagRead {
  readonly slot: number;
  readonly back: number;
  readonly address: number;
}

/** What the code of a model is made of and for. */
export interface Emitted {
  readonly compiled: CompiledModel;
  readonly layout: Layout;
  readonly numbers: RunNumbers;
  /** Slots that are recorded at horizons. */
  readonly recorded: readonly number[];
  /** The same, whose changes are counted. */
  readonly counted: ReadonlySet<number>;
  /** Slots whose values are always wanted: somebody reads or records them. */
  readonly read: ReadonlySet<number>;
  /** Whether the events of the model are looked for. */
  readonly seesEvents: boolean;
  /** Slots that simultaneous rules read as they were before any of them. */
  readonly frozen: ReadonlySet<number>;
  /** Whether a turn can be run alone: then it tells what fired and what every effect added. */
  readonly byTurn: boolean;
  /** Receives what steps 3 and 7 read of the past. */
  readonly lags: Readonly<Record<'rules' | 'measurements', Map<number, LagRead>>>;
}

/** Local variables of a function that runs steps. */
export interface Frame {
  readonly code: Code;
  /** Completed turns. */
  readonly turn: number;
  /** Address of the normals of this turn, from where normals begin. */
  readonly normals: number;
  /** Address of the oldest row of the history that is read, from where its rows begin. */
  readonly past: number;
  /** By slot; null: values are in the memory. */
  readonly values: readonly number[] | null;
  /** By slot: copies for simultaneous rules; null: they are in the memory. */
  readonly copies: ReadonlyMap<number, number> | null;
  /** By address: sums that are in variables; null: none is. */
  readonly sums: Map<number, number> | null;
}

export const counterAt = ({ counters }: Layout, name: keyof typeof COUNTERS): number =>
  counters + COUNTERS[name] * WHOLE;

/** Leaves a counter on the stack. */
export const readCounter = (code: Code, layout: Layout, name: keyof typeof COUNTERS): Code =>
  code.int(0).load('i32.load', counterAt(layout, name));

/** Where the value of a slot is in a function. */
export function valuePlace({ layout }: Emitted, { code, values }: Frame, slot: number): Place {
  if (values === null) return memoryOf(code, layout.values + slot * DOUBLE);
  return variableOf(code, values[slot] ?? 0);
}

/** The copy of a slot for simultaneous rules. */
export function copyPlace({ layout }: Emitted, { code, copies }: Frame, slot: number): Place {
  if (copies === null) return memoryOf(code, layout.frozen + slot * DOUBLE);
  return variableOf(code, copies.get(slot) ?? 0);
}

/** The place of everything in a function that runs steps of the turn law. */
export function placesOf(emitted: Emitted, frame: Frame): TurnPlaces {
  const { layout, counted, frozen, byTurn } = emitted;
  const { code } = frame;
  const value = (slot: number): Place => valuePlace(emitted, frame, slot);
  const sumOf = (part: CountedPart, index: number): Place => {
    const address = layout.sums + (layout.begins[part] + index) * DOUBLE;
    if (frame.sums === null) return memoryOf(code, address);
    const known = frame.sums.get(address);
    if (known !== undefined) return variableOf(code, known);
    const local = code.local('d');
    frame.sums.set(address, local);
    code.atFront(() => code.int(0).load('f64.load', address).set(local));
    return variableOf(code, local);
  };
  return {
    rules: readersOf(emitted, frame, 'rules', (slot) =>
      frozen.has(slot) ? copyPlace(emitted, frame, slot) : value(slot),
    ),
    measurements: readersOf(emitted, frame, 'measurements', value),
    value,
    sum: (part, index, slot) => (counted.has(slot) ? sumOf(part, index) : null),
    normal: (index) =>
      void code.get(frame.normals).load('f64.load', layout.normals + index * DOUBLE),
    fired(rule) {
      if (!byTurn) return;
      const count = counterAt(layout, 'fired');
      readCounter(code, layout, 'fired').int(2).op('i32.shl').int(rule);
      code.store('i32.store', layout.fired).int(0);
      readCounter(code, layout, 'fired').int(1).op('i32.add').store('i32.store', count);
    },
    contribution: (effect) =>
      byTurn ? memoryOf(code, layout.contributions + effect * DOUBLE) : null,
    finals: () => void readCounter(code, layout, 'finals'),
    eager: byTurn,
  };
}

/**
 * How expressions read.
 * @param of measurements read a turn that is not counted yet and has no row of the history
 */
export function readersOf(
  { layout, lags }: Emitted,
  { code, turn, past }: Frame,
  of: 'rules' | 'measurements',
  slot: (slot: number) => Place,
): Readers {
  const { history, rows, rowBytes, numbers } = layout;
  const shift = of === 'rules' ? 0 : 1;
  return {
    slot: (at) => slot(at).get(),
    lag(at, back) {
      const behind = back - shift;
      const place = (history.depth - behind) * rowBytes + history.slots.indexOf(at) * DOUBLE;
      const address = rows + place;
      lags[of].set(address, { slot: at, back: behind, address });
      code.get(past).load('f64.load', address);
    },
    number: (index) => void code.int(0).load('f64.load', numbers + index * DOUBLE),
    turn() {
      code.get(turn);
      if (shift === 1) code.int(1).op('i32.add');
      code.op('f64.convert_i32_s');
    },
  };
}

/** Counted slots and the effects on them: each has sums of its own. */
export function countSums({ compiled, counted }: Emitted): number {
  const effects = compiled.rules.flatMap((rule) =>
    rule.effects.filter(({ target }) => counted.has(target)),
  );
  return effects.length + counted.size;
}
