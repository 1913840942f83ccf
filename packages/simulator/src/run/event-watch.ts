import type { Kernel } from '../kernel/kernel.ts';
import { plainReadings } from '../language/evaluate.ts';
import { NumericError } from '../math/numeric-error.ts';
import { toNatural } from '../math/transform.ts';
import type { ScenarioPlan } from '../scenario/plan-scenario.ts';

// `as number` below: every array has an entry per slot or event

const NONE = new Float64Array();
const NO_EVENTS = new Uint8Array();

/**
 * Looks for the events of a scenario along the paths of a kernel: the code does it where they are
 * those of the model, else it is done here after every turn.
 */
export class EventWatch {
  /** By event: whether the path has satisfied it. */
  readonly satisfied: Uint8Array;
  /** Whether the code looks for them. */
  readonly byCode: boolean;
  /** Turns that a path may go on before `look` is called. */
  readonly turns: number;
  readonly #plan: ScenarioPlan;
  readonly #kernel: Kernel;
  readonly #natural: Float64Array;
  /** What events read of the parameters: those of the path. */
  #params: Float64Array = NONE;

  constructor(plan: ScenarioPlan, kernel: Kernel) {
    const { events, program } = plan;
    const own = program.compiled.events;
    const isOwn =
      events.length === own.length &&
      events.every(({ condition }, index) => condition === own[index]?.condition);
    this.byCode = isOwn && events.length > 0 && kernel.code.seesEvents;
    this.turns = this.byCode || events.length === 0 ? Infinity : 1;
    const seen = this.byCode ? kernel.satisfied : null;
    this.satisfied = seen ?? (events.length === 0 ? NO_EVENTS : new Uint8Array(events.length));
    this.#plan = plan;
    this.#kernel = kernel;
    this.#natural = this.turns === 1 ? new Float64Array(kernel.x.length) : NONE;
  }

  /**
   * Prepares for the paths of a scenario.
   * @param params theirs; may change from path to path
   */
  open(params: Float64Array): void {
    this.#params = params;
    if (!this.byCode) return;
    const { events } = this.#plan;
    for (let event = 0; event < events.length; event += 1) {
      const { from, to } = events[event] as ScenarioPlan['events'][number]; // in range
      this.#kernel.windows[2 * event] = from;
      this.#kernel.windows[2 * event + 1] = to;
    }
  }

  /** Begins a path; what the code has satisfied is forgotten when the kernel begins it. */
  begin(): void {
    if (!this.byCode) this.satisfied.fill(0);
  }

  /**
   * Looks after a turn.
   * @returns false: a number cannot be computed, the interpreter must tell
   */
  look(turn: number): boolean {
    if (this.turns > 1) return true;
    try {
      this.#look(turn);
      return true;
    } catch (error) {
      if (error instanceof NumericError) return false;
      throw error;
    }
  }

  #look(turn: number): void {
    const { program, events } = this.#plan;
    const { x } = this.#kernel;
    for (let slot = 0; slot < x.length; slot += 1)
      this.#natural[slot] = toNatural(program.transforms[slot] as 'identity', x[slot] as number); // one per slot
    const readings = plainReadings(this.#natural, this.#params, turn, unreadLag);
    for (const [index, { condition, from, to }] of events.entries())
      if (this.satisfied[index] === 0 && turn >= from && turn <= to)
        this.satisfied[index] = condition.compute(readings) ? 1 : 0;
  }
}

function unreadLag(): never {
  throw new Error('an event reads no lags');
}
