import { CLOCK_ROOM, roomOf } from './step-room.ts';
import { readCounter, type Emitted, type Frame } from './turn-places.ts';

/** A moment of a turn that expressions read. */
export interface MomentOfTurn {
  /** Whether it is in the present step; else at the start of the first, or at the end of the turn. */
  readonly inStep: boolean;
  /** 1: in the step behind it. */
  readonly later: 0 | 1;
  /** How much of the step is over, 0 to 1. */
  readonly stage: number;
  /** Whether the turn is over: it counts. */
  readonly ended: boolean;
}

/** Sets the clock of a function, as `PathReadings.moment` does; nothing where no expression reads it. */
export function emitMoment(emitted: Emitted, frame: Frame, at: MomentOfTurn): void {
  if (!emitted.readsMoment) return;
  const { compiled, layout } = emitted;
  const { code, turn } = frame;
  const { start, dt, steps } = compiled.clock;
  const { inStep, later, stage, ended } = at;
  const put = (name: keyof typeof CLOCK_ROOM, value: () => void): void => {
    roomOf(layout.room, frame, 'clock', CLOCK_ROOM[name]).put(value);
  };
  const stepNow = (): void => {
    if (!inStep) return void code.double(later);
    frame.step();
    code.int(later).op('i32.add', 'f64.convert_i32_s');
  };
  put('stepStart', () => {
    code.double(start).double(dt);
    readCounter(code, layout, 'row').get(turn).op('i32.add');
    if (ended) code.int(1).op('i32.add');
    code.op('f64.convert_i32_s').double(steps).op('f64.mul');
    stepNow();
    code.op('f64.add', 'f64.mul', 'f64.add');
  });
  put('time', () => {
    roomOf(layout.room, frame, 'clock', CLOCK_ROOM.stepStart).get();
    if (stage !== 0) code.double(stage * dt).op('f64.add');
  });
  put('within', () => {
    stepNow();
    code.double(stage).op('f64.add').double(steps).op('f64.div');
  });
}
