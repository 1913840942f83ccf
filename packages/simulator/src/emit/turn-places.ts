import type { CompiledModel } from '../model/compiled-model.ts';
import type { Readers } from './expression.ts';
import { CALENDAR_NAMES } from './driven-rows.ts';
import type { Known } from './values.ts';
import type { StepPlan } from './step-plan.ts';
import { CLOCK_ROOM, roomOf, type RoomPart } from './step-room.ts';
import type { Code } from '../wasm/instructions.ts';
import { COUNTERS, DOUBLE, WHOLE, type Layout } from './memory-layout.ts';
import type { RunNumbers } from './run-numbers.ts';
import { memoryOf, variableOf, type Place } from './places.ts';

/** The sums of a tally that the turn law adds to, by effect or by slot. */
export type CountedPart = 'effects' | 'decay' | 'measurement' | 'noise' | 'bounds' | 'largest';

/** Where the code of a kernel finds what the turn law reads and changes. */
export interface TurnPlaces {
  readonly rules: Readers;
  /** Measurements read the turn that just ended: it counts, and their lags are one step shorter. */
  readonly measurements: Readers;
  /** The value of a slot now. */
  readonly value: (slot: number) => Place;
  /** A sum of the tally; null: nobody asks for it. */
  sum(part: CountedPart, index: number, slot: number): Place | null;
  /** Leaves the next normal but `index` on the stack. */
  normal(index: number): void;
  /** Notes that a rule has fired. */
  fired(rule: number): void;
  /** Where the contribution of an effect goes; null: nowhere. */
  contribution(effect: number): Place | null;
  /** Leaves 1 on the stack where the values of slots that nobody reads are wanted too. */
  finals(): void;
  /** What the code of a step keeps for a while. */
  room(part: RoomPart, index: number): Place;
  /** Whether a value that is too large must show at the end of step 3, not only in the end. */
  readonly eager: boolean;
}

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
  readonly steps: StepPlan;
  /** Whether an expression reads the clock or a series. */
  readonly readsMoment: boolean;
  /** Receives what steps 3 and 7 read of the past. */
  readonly lags: Readonly<Record<'rules' | 'measurements', Map<number, LagRead>>>;
}

/** Local variables of a function that runs steps. */
export interface Frame {
  readonly code: Code;
  /** 0, or NaN once a number was not finite. */
  readonly doubt: number;
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
  /** By part and index: what a step keeps for a while; null: it is in the memory. */
  readonly room: Map<string, number> | null;
  /** Leaves the steps of the turn that are over on the stack. */
  readonly step: () => void;
  /** Leaves the address of what drives the turn, from where its rows begin. */
  readonly driven: () => void;
  /** Auxiliaries that are known at this place of the code, by who reads them. */
  readonly known: Readonly<Record<'rules' | 'ends' | 'start' | 'later', Known>>;
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
      byTurn || layout.correction !== null
        ? memoryOf(code, layout.contributions + effect * DOUBLE)
        : null,
    finals: () => void readCounter(code, layout, 'finals'),
    room: (part, index) => roomOf(layout.room, frame, part, index),
    eager: byTurn || emitted.compiled.isStepped,
  };
}

/**
 * How expressions read.
 * @param of measurements read a turn that is not counted yet and has no row of the history
 */
export function readersOf(
  emitted: Emitted,
  frame: Frame,
  of: 'rules' | 'measurements',
  slot: (slot: number) => Pick<Place, 'get'>,
): Readers {
  const { compiled, layout, lags } = emitted;
  const { history, rows, rowBytes, numbers } = layout;
  const { code, turn, past } = frame;
  const shift = of === 'rules' ? 0 : 1;
  return {
    slot: (at) => slot(at).get(),
    lag(at, back) {
      const behind = back - shift;
      // the end of the last completed turn is now
      if (behind < 0) return slot(at).get();
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
    value: (index) => slot(compiled.values[index]?.slot ?? 0).get(),
    ...timeReaders(emitted, frame, shift),
    points: (table) => layout.tables.get(table) ?? failNoTable(),
  };
}

/**
 * How expressions read the clock, and what drives the turn.
 * @param shift rows from the one of the turn that is counted to the one they read
 */
function timeReaders(
  { compiled, layout }: Emitted,
  frame: Frame,
  shift: number,
): Pick<Readers, 'clock' | 'series'> {
  const { code } = frame;
  const clock = (name: keyof typeof CLOCK_ROOM): void =>
    roomOf(layout.room, frame, 'clock', CLOCK_ROOM[name]).get();
  const drives = (column: number): void => {
    frame.driven();
    code.load('f64.load', layout.driven + shift * layout.drivenBytes + column * DOUBLE);
  };
  return {
    clock(reading) {
      switch (reading) {
        case 'dt':
          code.double(compiled.clock.dt);
          return false;
        case 'time':
          clock('time');
          return false;
        case 'step_start':
          clock('stepStart');
          return false;
        default:
          drives(2 * compiled.series.length + CALENDAR_NAMES.indexOf(reading));
          return true;
      }
    },
    series(index) {
      clock('within');
      code.double(0).op('f64.eq');
      code.open('if', 'd');
      drives(2 * index);
      code.otherwise();
      drives(2 * index);
      drives(2 * index + 1);
      clock('within');
      code.op('f64.mul', 'f64.add').close();
    },
  };
}

function failNoTable(): never {
  throw new Error('a table without a place');
}

/** Counted slots and the effects on them: each has sums of its own. */
export function countSums({ compiled, counted }: Emitted): number {
  const effects = compiled.rules.flatMap((rule) =>
    rule.effects.filter(({ target }) => counted.has(target)),
  );
  return effects.length + counted.size;
}
