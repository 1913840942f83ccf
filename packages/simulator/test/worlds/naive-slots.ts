import type { WorldModel } from '@pulse-stream/worldstate';
import type { Effect, Slot } from '@pulse-stream/worldstate/internal';
import { toNatural, toTransformed, transformBound } from '../../src/math/transform.ts';
import type { Moment } from './naive-expression.ts';

export type Values = Record<string, number>;

/** Values of slots on some scale, and what delays remember. */
export interface State {
  readonly slots: Values;
  readonly delays: Readonly<Record<string, readonly number[]>>;
}

/** A moment that knows what delays remember. */
export interface StateMoment extends Moment {
  lag: Moment['lag'];
  state(name: string): readonly number[];
}

/** A number that a world can hold. */
export function checked(value: number, what: string): number {
  if (!Number.isFinite(value)) throw new Error(`${what} is ${value}`);
  return value;
}

export function mapValues(values: Values, change: (name: string, value: number) => number): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, change(name, value)]),
  );
}

/** The scales and bounds of the slots of a model. */
export class NaiveSlots {
  readonly #model: WorldModel;

  constructor(model: WorldModel) {
    this.#model = model;
  }

  of(name: string): Slot {
    const slot = this.#model.slots[name];
    if (slot === undefined) throw new Error(`no slot ${name}`);
    return slot;
  }

  scale(name: string): NonNullable<Slot['transform']> {
    const { errors, transform = 'identity' } = this.of(name);
    return errors ?? transform;
  }

  /** From what a path keeps to what rules read. */
  ruleValue(name: string, kept: number): number {
    const { errors } = this.of(name);
    return errors === undefined ? kept : toNatural(errors, kept);
  }

  keptValue(name: string, ofRules: number): number {
    const { errors } = this.of(name);
    return errors === undefined ? ofRules : toTransformed(errors, ofRules);
  }

  inside(name: string, value: number, scale: NonNullable<Slot['transform']>): number {
    const { kind, min, max } = this.of(name);
    const low = transformBound(scale, min ?? (kind === 'overlay' ? 0 : -Infinity));
    const high = transformBound(scale, max ?? (kind === 'overlay' ? 1 : Infinity));
    return value < low ? low : value > high ? high : value;
  }

  /** Inside its bounds, on the scale of a path or of rules. */
  bound(name: string, value: number, ofRules: boolean): number {
    const isNatural = ofRules && this.of(name).errors !== undefined;
    return this.inside(name, value, isNatural ? 'identity' : this.scale(name));
  }

  /** Inside the limits of the effect. */
  limit({ min = -Infinity, max = Infinity }: Effect, target: string, value: number): number {
    const scale = this.of(target).transform ?? 'identity';
    const [low, high] = [transformBound(scale, min), transformBound(scale, max)];
    return value < low ? low : value > high ? high : value;
  }
}
