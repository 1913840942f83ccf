import { constantValue } from '../model/constant-value.ts';
import type { CompiledRule } from '../model/compiled-model.ts';
import type { NumberTree } from '../language/tree.ts';
import type { Code } from '../wasm/instructions.ts';
import { ExpressionEmitter, NotEmitted, type Readers } from './emit-expression.ts';
import { FlowEmitter, type Rate } from './emit-flows.ts';
import { emitMoment } from './emit-moment.ts';
import { emitShocks } from './emit-shocks.ts';
import type { SlotEmitter } from './emit-slot.ts';
import { ValueEmitter } from './emit-values.ts';
import { DOUBLE } from './memory-layout.ts';
import { slotsOfSteps } from './path-slots.ts';
import { addTo } from './places.ts';
import {
  readCounter,
  readersOf,
  valuePlace,
  type Emitted,
  type Frame,
  type TurnPlaces,
} from './turn-places.ts';

/** How far into a step the stages of the classical method of Runge and Kutta lie, after the first, and what they count. */
const STAGES = [
  { part: 0.5, counts: 2 },
  { part: 0.5, counts: 2 },
  { part: 1, counts: 1 },
] as const;

/** A fixed delay of more steps is too long for code. */
const LONGEST_LINE = 64;

/** A rule that moves something in steps. */
interface RateRule {
  readonly rule: CompiledRule;
  readonly index: number;
  /** Local variable: 1 where the rule moves in this step; null: always. */
  readonly applies: number | null;
  readonly rates: readonly Rate[];
}

/** Local variables of a delay: what it gains per unit of time in the last stage, and in the whole step. */
interface Gain {
  readonly gain: number;
  readonly total: number;
}

/** Emits the steps of a turn, as `Steps` of the interpreter runs them. */
export class StepEmitter {
  readonly #emitted: Emitted;
  readonly #frame: Frame;
  readonly code: Code;
  readonly #places: TurnPlaces;
  readonly #slots: SlotEmitter;
  readonly #rules: readonly RateRule[];
  readonly #gains: readonly Gain[];
  readonly #inputs: readonly number[];
  /** By slot that a later stage reads and that moves: the local variable with its value there. */
  readonly #stages: ReadonlyMap<number, number>;
  readonly #step: number;
  readonly #start: ValueEmitter;
  readonly #stage: ValueEmitter;

  constructor(emitted: Emitted, frame: Frame, places: TurnPlaces, slots: SlotEmitter) {
    const { compiled } = emitted;
    const { code } = frame;
    this.#emitted = emitted;
    this.#frame = frame;
    this.code = code;
    this.#places = places;
    this.#slots = slots;
    const isStaged = compiled.clock.method === 'rk4';
    const pair = (): { rate: number; total: number } => {
      const rate = code.local('d');
      return { rate, total: isStaged ? code.local('d') : rate };
    };
    let effects = 0;
    this.#rules = compiled.rules.flatMap((rule, index): RateRule[] => {
      const first = effects;
      effects += rule.effects.length;
      const rates: Rate[] = [];
      for (const [offset, effect] of rule.effects.entries()) {
        if (effect.act === 'add' || effect.act === 'set') continue;
        const shared = effect.paired ? rates.at(-1) : undefined;
        const { rate, total } = shared ?? pair();
        rates.push({ effect, at: first + offset, rate, total });
      }
      if (rates.length === 0) return [];
      return [{ rule, index, applies: rule.when === null ? null : code.local('i'), rates }];
    });
    this.#gains = compiled.hidden.map(() => {
      const { rate, total } = pair();
      return { gain: rate, total };
    });
    this.#inputs = compiled.lines.map(() => code.local('d'));
    const moved = new Set([
      ...this.#rules.flatMap(({ rates }) => rates.map(({ effect }) => effect.target)),
      ...compiled.hidden.map(({ slot }) => slot),
    ]);
    const read = isStaged ? slotsOfSteps(compiled) : [];
    this.#stages = new Map(
      [...read].filter((slot) => moved.has(slot)).map((slot) => [slot, code.local('d')]),
    );
    this.#step = code.local('i');
    this.#start = this.#readAt((slot) => this.#value(slot));
    this.#stage = this.#readAt((slot) => this.#staged(slot));
  }

  #readAt(slot: Readers['slot']): ValueEmitter {
    const readers = readersOf(this.#emitted, this.#frame, 'rules', (at) => ({
      get: () => {
        slot(at);
      },
    }));
    const { compiled, numbers } = this.#emitted;
    const emitter = new ExpressionEmitter(this.code, readers, numbers, this.#frame.doubt);
    return new ValueEmitter(compiled, emitter, this.#places, 'within');
  }

  #value(slot: number): void {
    valuePlace(this.#emitted, this.#frame, slot).get();
  }

  /** The value of a slot in a later stage. */
  #staged(slot: number): void {
    const local = this.#stages.get(slot);
    if (local !== undefined) return void this.code.get(local);
    if (this.#emitted.compiled.kinds[slot] === 'value') return this.#value(slot);
    // what does not move gains 0, which makes a −0 a 0
    this.#value(slot);
    this.code.double(0).op('f64.add');
  }

  /** The steps of one turn; nothing where a turn has none. */
  emit(): void {
    const { compiled } = this.#emitted;
    const { hidden, lines, stepNoise, clock } = compiled;
    const { code } = this;
    if (this.#rules.length + hidden.length + lines.length + stepNoise.slots.length === 0) return;
    code.int(0).set(this.#step);
    const top = code.open('loop');
    this.#moment(0, 0);
    this.#choose();
    this.#read(this.#start, null);
    for (const [index, { input }] of compiled.lines.entries()) {
      this.#start.need(input);
      this.#start.emitter.checked(input);
      code.set(this.#inputs[index] ?? 0);
    }
    if (clock.method === 'rk4') this.#readStages();
    this.#move();
    this.#moveDelays();
    this.#shake();
    for (const slot of compiled.names.keys()) if (this.#mayLeave(slot)) this.#slots.bounds(slot, 0);
    code.get(this.#step).int(1).op('i32.add').tee(this.#step);
    code.int(clock.steps).op('i32.lt_s').br(top, 'br_if').close();
  }

  /** @param later 1: of the next step */
  #moment(later: 0 | 1, stage: number): void {
    emitMoment(this.#emitted, this.#frame, { step: this.#step, later, stage, ended: false });
    this.#start.forget();
    this.#stage.forget();
  }

  /** Which rules move in this step. */
  #choose(): void {
    for (const { rule, applies } of this.#rules) {
      if (rule.when === null || applies === null) continue;
      this.#start.need(rule.when);
      this.#start.emitter.condition(rule.when);
      this.code.set(applies);
    }
  }

  /** Emits code that runs where a rule applies. */
  #where(values: ValueEmitter, applies: number | null, emit: () => void): void {
    if (applies === null) return emit();
    this.code.get(applies);
    this.code.open('if');
    values.inBranch(emit);
    this.code.close();
  }

  /**
   * What everything moves per unit of time at the present moment.
   * @param counts what it counts in the whole step; null: it is all of it
   */
  #read(values: ValueEmitter, counts: number | null): void {
    const { code } = this;
    for (const { index, applies, rates } of this.#rules) {
      for (const { effect } of rates) if (!effect.paired) values.need(effect.add);
      if (counts === null && applies !== null)
        for (const { rate } of rates) code.double(0).set(rate);
      this.#where(values, applies, () => {
        for (const { effect, rate, total } of rates) {
          if (effect.paired) continue;
          const { doubtful } = values.emitter.amount(effect.add, effect.scaled ? index : null);
          code.set(rate);
          if (doubtful) values.emitter.remember(rate);
          this.#count(rate, total, counts);
        }
      });
    }
    for (const [index, { rate, time }] of this.#emitted.compiled.hidden.entries()) {
      const { gain, total } = this.#gains[index] as Gain; // one per delay
      values.need(time);
      values.need(rate);
      this.#requireTime(values.emitter, time);
      values.emitter.checked(rate);
      code.set(gain);
      this.#count(gain, total, counts);
    }
  }

  #count(rate: number, total: number, counts: number | null): void {
    const { code } = this;
    if (total === rate) return;
    if (counts === null) code.get(rate).set(total);
    else code.get(total).double(counts).get(rate).op('f64.mul', 'f64.add').set(total);
  }

  /** A delay takes more than no time. */
  #requireTime(emitter: ExpressionEmitter, time: NumberTree): void {
    if ((constantValue(time) ?? 0) > 0) return;
    const { code } = this;
    emitter.checked(time);
    code.double(0).op('f64.gt', 'i32.eqz');
    code.open('if');
    emitter.giveUp();
    code.close();
  }

  /** The other three stages; afterwards the totals are weighted means of the four. */
  #readStages(): void {
    const { code } = this;
    const { clock } = this.#emitted.compiled;
    for (const { part, counts } of STAGES) {
      for (const [slot, local] of this.#stages) {
        this.#value(slot);
        code.double(part * clock.dt);
        this.#slope(slot);
        code.op('f64.mul', 'f64.add').set(local);
      }
      this.#moment(0, part);
      this.#read(this.#stage, counts);
    }
    const totals = new Set([
      ...this.#rules.flatMap(({ rates }) => rates.map(({ total }) => total)),
      ...this.#gains.map(({ total }) => total),
    ]);
    for (const total of totals) code.get(total).double(6).op('f64.div').set(total);
  }

  /** Leaves what a slot gains per unit of time by the rates of the last stage. */
  #slope(slot: number): void {
    const { code } = this;
    code.double(0);
    for (const { rates } of this.#rules)
      for (const { effect, rate } of rates) {
        if (effect.target !== slot) continue;
        code.get(rate);
        if (effect.act === 'outflow') code.op('f64.neg');
        code.op('f64.add');
      }
    for (const [index, hidden] of this.#emitted.compiled.hidden.entries())
      if (hidden.slot === slot) code.get(this.#gains[index]?.gain ?? 0).op('f64.add');
  }

  #move(): void {
    const flows = new FlowEmitter(this.#emitted, this.#frame, this.#slots, this.#start.emitter);
    flows.begin(this.#rules.flatMap(({ rates }) => rates));
    for (const { applies, rates } of this.#rules)
      this.#where(this.#start, applies, () => {
        flows.move(rates);
      });
  }

  #moveDelays(): void {
    const { code } = this;
    const { hidden, lines, clock } = this.#emitted.compiled;
    for (const [index, { slot }] of hidden.entries()) {
      addTo(code, this.#places.value(slot), () => {
        code
          .double(clock.dt)
          .get(this.#gains[index]?.total ?? 0)
          .op('f64.mul');
      });
      this.#slots.check(slot);
    }
    for (const [index, { first, length }] of lines.entries()) {
      if (length > LONGEST_LINE) throw new NotEmitted('a fixed delay of many steps');
      for (let slot = first; slot < first + length - 1; slot += 1)
        this.#places.value(slot).put(this.#places.value(slot + 1).get);
      this.#places.value(first + length - 1).put(() => void code.get(this.#inputs[index] ?? 0));
    }
  }

  /** Noise per time, after the step. */
  #shake(): void {
    const { compiled, layout } = this.#emitted;
    const { stepNoise, clock } = compiled;
    if (stepNoise.slots.length === 0) return;
    const { code } = this;
    const { normals } = this.#frame;
    readCounter(code, layout, 'noise');
    code.open('if');
    this.#moment(1, 0);
    this.#start.inBranch(() => {
      emitShocks(this.#start, this.#slots, {
        compiled,
        group: stepNoise,
        normal: (index) => {
          this.#places.normal(index);
        },
        scale: Math.sqrt(clock.dt),
      });
    });
    code.close();
    // the turn goes on with the normals behind those of this step
    const bytes = stepNoise.slots.length * DOUBLE;
    code.get(normals).int(bytes).op('i32.add').set(normals);
  }

  /** Whether a slot can be outside its bounds when a step is over. */
  #mayLeave(slot: number): boolean {
    const { stepNoise } = this.#emitted.compiled;
    return (
      stepNoise.slots.includes(slot) ||
      !this.#slots.staysInside(slot) ||
      this.#rules.some(({ rates }) => rates.some(({ effect }) => effect.target === slot))
    );
  }
}
