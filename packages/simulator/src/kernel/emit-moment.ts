import { readCounter, type Emitted, type Frame } from './turn-places.ts';

/** A moment of a turn that expressions read. */
export interface MomentOfTurn {
  /** Local variable with the steps of the turn that are over; null: none is. */
  readonly step: number | null;
  /** 1: of the step behind it. */
  readonly later: 0 | 1;
  /** How much of the step is over, 0 to 1. */
  readonly stage: number;
  /** Whether the turn is over: it counts. */
  readonly ended: boolean;
}

/** Sets the clock of a function, as `PathReadings.moment` does; nothing where no expression reads it. */
export function emitMoment(
  { compiled, layout, readsMoment }: Emitted,
  frame: Frame,
  at: MomentOfTurn,
): void {
  if (!readsMoment) return;
  const { code, turn, moment } = frame;
  const { start, dt, steps } = compiled.clock;
  const { step, later, stage, ended } = at;
  const stepNow = (): void => {
    if (step === null) code.double(later);
    else code.get(step).int(later).op('i32.add', 'f64.convert_i32_s');
  };
  code.double(start).double(dt);
  readCounter(code, layout, 'row').get(turn).op('i32.add');
  if (ended) code.int(1).op('i32.add');
  code.op('f64.convert_i32_s').double(steps).op('f64.mul');
  stepNow();
  code.op('f64.add', 'f64.mul', 'f64.add').tee(moment.stepStart);
  if (stage !== 0) code.double(stage * dt).op('f64.add');
  code.set(moment.time);
  stepNow();
  code.double(stage).op('f64.add').double(steps).op('f64.div').set(moment.within);
}
