import type { Kernel } from '../kernel/kernel.ts';
import type { KernelUser, SavedKernel } from '../kernel/kernel-user.ts';
import { KernelDoubt } from '../law/law.ts';
import { copySums } from '../law/tally.ts';
import { applyActs, type Act } from '../law/turn.ts';
import { EventWatch } from './event-watch.ts';
import type { DrivenKernel } from './find-kernel.ts';
import { actOnKernel, orDoubt } from './path-members.ts';
import type { PathRunner } from './path-runner.ts';

/** Nothing: the control run keeps what it passes by itself. */
const NOTHING = { targets: [], horizons: [], paths: 1 } as const;

const NO_ACTS: readonly Act[] = [];

/**
 * The turns of a control run on a kernel, one after the other; the path of the runner has the values.
 * For scenarios without observers, trace, corrector and overlays of their own: nobody asks what fired.
 */
export class ControlSteps implements KernelUser {
  readonly #runner: PathRunner;
  readonly #kernel: Kernel;
  readonly #events: EventWatch;
  /** What lay in the memory of the kernel when another run took it; null: it is there. */
  #saved: SavedKernel | null = null;

  constructor(runner: PathRunner, { kernel, drives }: DrivenKernel) {
    const { plan, start, own } = runner;
    this.#runner = runner;
    this.#kernel = kernel;
    this.#events = new EventWatch(plan, kernel);
    kernel.take(this);
    const options = { noise: false, events: this.#events.byCode, finals: true };
    kernel.open(plan.program, start, options, drives);
    this.#events.open(own?.params ?? plan.program.params);
    kernel.recorder.open(NOTHING);
    kernel.begin(0);
  }

  leave(): void {
    this.#saved = this.#kernel.save();
  }

  /** @throws KernelDoubt */
  step(): void {
    const { plan, path, convert } = this.#runner;
    const { x, tally } = this.#kernel;
    this.#kernel.take(this);
    if (this.#saved !== null) this.#kernel.load(this.#saved);
    this.#saved = null;
    const turn = path.turn + 1;
    orDoubt(() => actOnKernel(this.#runner, this.#kernel, turn));
    const acts = plan.acts.size === 0 ? NO_ACTS : (plan.acts.get(turn) ?? NO_ACTS);
    if (acts.length > 0) orDoubt(() => applyActs(plan.program, acts, turn, convert, x, tally));
    const doubt = this.#kernel.advance(1);
    path.turn = turn;
    path.row += 1;
    for (let slot = 0; slot < x.length; slot += 1) path.x[slot] = x[slot] as number; // same layout
    if (doubt !== 0 || !this.#events.look(turn)) throw new KernelDoubt();
  }

  /** Leaves what the run tells beside its values. */
  close(): void {
    const { plan, alone, tally, satisfied, scratch } = this.#runner;
    satisfied.set(this.#events.satisfied);
    if (this.#kernel.limited >= 0) scratch.limited = this.#kernel.limited;
    if (alone) {
      copySums(this.#kernel.tally, tally);
      tally.turns += plan.turns;
    }
    this.#kernel.release(this);
  }
}
