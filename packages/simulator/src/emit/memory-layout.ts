import { layOutTally, type SummedPart } from '../law/tally.ts';
import type { CompiledModel, NoiseGroup } from '../model/compiled-model.ts';
import { SFC32_WORDS } from '../random/sfc32.ts';
import { NotEmitted } from './expression.ts';
import { MATH_END } from '../wasm/math-code.ts';
import type { LookupTable } from '../language/lookup-table.ts';
import { drivenWidth } from './driven-rows.ts';
import { ROOM_PARTS, roomSizes, type RoomPart } from './step-room.ts';
import { historyOf, readsMoment, tablesOf, type History } from './path-slots.ts';

/** Bytes of a double and of a whole number of 32 bits. */
export const DOUBLE = 8;
export const WHOLE = 4;

/** Normals drawn at a time: 8 KiB stay in the nearest cache. */
const NORMALS = 1024;

const MOST_NORMALS = 1_000_000;

/** Turns of one call at most, and rows that the history has room for beyond its depth. */
const MOST_TURNS = 256;

/** Doubles of a history beyond its depth, so that long rows do not make it large. */
const HISTORY_ROOM = 65_536;
const MOST_HISTORY = 1_000_000;

/** Doubles of recorded values that there is room for: more are taken out block by block. */
export const RECORD_ROOM = 2 ** 19;

/** Whole numbers and doubles of a correction that there is room for. */
export const CORRECTION_ROOM = { wholes: 2 ** 15, doubles: 2 ** 19 } as const;

/** Whole numbers that are kept from call to call, by their place. */
export const COUNTERS = {
  /** Completed turns. */
  turn: 0,
  /** Address of the oldest row of the history that is read, from where its rows begin. */
  past: 1,
  /** Address of the next horizon. */
  horizon: 2,
  /** Address of the cell where the values of the next horizon go, to which a column is added. */
  cell: 3,
  /** From the cell of one horizon to that of the next. */
  stride: 4,
  /** 1: noise is drawn and added. */
  noise: 5,
  /** 1: the events of the model are looked for. */
  events: 6,
  /** 1: every measured value is wanted, also of slots that nobody reads. */
  finals: 7,
  /** Rules that have fired in this turn. */
  fired: 8,
  /** Absolute row of turn 0. */
  row: 9,
  /** The slot that was short for a flow the last time one was, + 1; 0: none was. */
  limited: 10,
  /** Steps of the turn that are over. */
  step: 11,
  /** Address of what drives the turn, from where its rows begin. */
  driven: 12,
} as const;

/** Addresses in the memory of a kernel, behind the tables of the math. */
export interface Layout {
  readonly size: number;
  readonly history: History;
  /** Turns that one call may take. */
  readonly mostTurns: number;
  /** Normals that one turn takes. */
  readonly normalsOfTurn: number;
  /** Where the points of tables lie. */
  readonly tables: ReadonlyMap<LookupTable, { readonly x: number; readonly y: number }>;
  /** What the code of a step keeps for a while. */
  readonly room: Readonly<Record<RoomPart, number>>;
  /** Rows of what drives the turns of a call, one more than those. */
  readonly driven: number;
  readonly drivenBytes: number;
  readonly values: number;
  /** What simultaneous rules read. */
  readonly frozen: number;
  /** Natural values that tags read. */
  readonly natural: number;
  /** The sums of a tally, one part after the other. */
  readonly sums: number;
  readonly begins: Readonly<Record<SummedPart, number>>;
  readonly contributions: number;
  readonly fired: number;
  readonly stream: number;
  readonly satisfied: number;
  readonly windows: number;
  readonly counters: number;
  /** By slot: where its column of recorded values begins. */
  readonly columns: number;
  readonly normals: number;
  readonly rows: number;
  readonly rowBytes: number;
  /** Bytes of all rows. */
  readonly rowsBytes: number;
  /** Whole numbers and doubles of a correction, and 1 for the slots whose declared noise it replaces; null: the code corrects nothing. */
  readonly correction: {
    readonly plan: number;
    readonly room: number;
    readonly quiet: number;
  } | null;
  /** Numbers of the run; what is recorded lies behind them. */
  readonly numbers: number;
}

/** How many of the shocks of a group are normal. */
export const countNormals = ({ noises }: CompiledModel, { slots }: NoiseGroup): number =>
  slots.filter((slot) => (noises[slot]?.degrees ?? null) === null).length;

/**
 * @param corrects whether the code corrects what it runs
 * @throws NotEmitted when the model is too large
 */
export function layOut(compiled: CompiledModel, corrects: boolean): Layout {
  const { names, effectCount, rules, events } = compiled;
  const size = names.length;
  const history = historyOf(compiled);
  const row = history.slots.length;
  const { room, normals, normalsOfTurn, mostTurns } = sizesOf(compiled, history);
  const { begins, length } = layOutTally(effectCount, size);
  let end = MATH_END;
  const take = (count: number, bytes: number): number => {
    const address = end;
    end = Math.ceil((address + count * bytes) / DOUBLE) * DOUBLE;
    return address;
  };
  const rowsBytes = (history.depth + 1 + room) * row * DOUBLE;
  const width = drivenWidth(compiled, readsMoment(compiled));
  return {
    size,
    history,
    mostTurns,
    normalsOfTurn,
    room: takeRoom(roomSizes(compiled), take),
    driven: take((mostTurns + 1) * width, DOUBLE),
    drivenBytes: width * DOUBLE,
    tables: new Map(
      tablesOf(compiled).map((table) => {
        const points = table.x.length;
        return [table, { x: take(points, DOUBLE), y: take(points, DOUBLE) }];
      }),
    ),
    begins,
    counters: take(Object.keys(COUNTERS).length, WHOLE),
    stream: take(SFC32_WORDS, WHOLE),
    values: take(size, DOUBLE),
    frozen: take(size, DOUBLE),
    natural: take(size, DOUBLE),
    sums: take(length, DOUBLE),
    contributions: take(effectCount, DOUBLE),
    fired: take(rules.length, WHOLE),
    satisfied: take(events.length, 1),
    windows: take(2 * events.length, WHOLE),
    columns: take(size, WHOLE),
    normals: take(normals, DOUBLE),
    rows: take(rowsBytes, 1),
    rowBytes: row * DOUBLE,
    rowsBytes,
    correction: corrects
      ? {
          plan: take(CORRECTION_ROOM.wholes, WHOLE),
          room: take(CORRECTION_ROOM.doubles, DOUBLE),
          quiet: take(size, 1),
        }
      : null,
    numbers: end,
  };
}

/**
 * Rows and turns that there is room for.
 * @throws NotEmitted when the model is too large
 */
function sizesOf(compiled: CompiledModel, { depth, slots }: History) {
  const { turnNoise, stepNoise, clock } = compiled;
  const row = slots.length;
  if ((depth + 1) * row > MOST_HISTORY) throw new NotEmitted('too long a history');
  const room = Math.max(1, Math.min(MOST_TURNS, Math.floor(HISTORY_ROOM / Math.max(row, 1))));
  const normalsOfTurn =
    countNormals(compiled, turnNoise) + clock.steps * countNormals(compiled, stepNoise);
  if (normalsOfTurn > MOST_NORMALS) throw new NotEmitted('too many normals in a turn');
  const normals = Math.max(NORMALS, normalsOfTurn);
  const mostTurns =
    normalsOfTurn === 0 ? room : Math.min(room, Math.floor(normals / normalsOfTurn));
  return { room, normals, normalsOfTurn, mostTurns };
}

function takeRoom(
  sizes: Record<RoomPart, number>,
  take: (count: number, bytes: number) => number,
): Record<RoomPart, number> {
  const room = { ...sizes };
  for (const part of ROOM_PARTS) room[part] = take(sizes[part], DOUBLE);
  return room;
}
