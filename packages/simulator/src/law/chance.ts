import { correlateNormals } from '../random/correlation.ts';
import { openCountStream, type CountStream } from '../random/count-stream.ts';
import { drawBinomial, drawNegativeBinomial, drawPoisson } from '../random/counts.ts';
import { openRng, type RandomStream } from '../random/random-stream.ts';
import { drawStudentT } from '../random/student-t.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { CompiledEffect, NoiseGroup } from '../model/compiled-model.ts';
import type { Program } from '../model/program.ts';

/**
 * What is drawn has a mean that counts can have, also where only the mean is taken.
 * @throws NumericError `negative-mean`
 */
export function checkMean({ draw }: CompiledEffect, mean: number): void {
  if (draw !== null && mean < 0)
    throw new NumericError('negative-mean', `${mean} is no mean of a count: it needs 0 or more`);
  // a binomial count is bounded by what there is
  if (draw !== null && draw !== 'binomial' && mean > Number.MAX_SAFE_INTEGER)
    throw new NumericError(
      'domain-error',
      `${mean} is too large a mean of a count: above ${Number.MAX_SAFE_INTEGER} whole numbers cannot be told apart`,
    );
}

/** Streams of normals: the declared slots share one, every dynamic overlay has its own. */
export interface NormalStreams {
  readonly declared: RandomStream;
  readonly dynamic: readonly RandomStream[];
}

/**
 * What chance gives one member beside its normals per turn: shocks after every step, shocks that are
 * not normal, counts. Every count has a stream of its own, and in it one for every step, so that no
 * draw moves another.
 */
export class Chance {
  readonly #program: Program;
  readonly #seed: number | string;
  readonly #counts: ReadonlyMap<CompiledEffect, CountStream>;
  /** Slots whose shocks are Student's. */
  readonly #studentSlots: readonly number[];
  readonly #students = new Map<number, RandomStream>();
  readonly #room: Float64Array;
  #normals: NormalStreams | null = null;

  constructor(program: Program, seed: number | string) {
    const { noises, rules } = program.compiled;
    this.#program = program;
    this.#seed = seed;
    this.#room = new Float64Array(noises.length);
    this.#studentSlots = [...noises.keys()].filter(
      (slot) => (noises[slot]?.degrees ?? null) !== null,
    );
    this.#counts = new Map(
      rules.flatMap(({ id, effects }) =>
        effects
          .filter(({ draw, paired }) => draw !== null && !paired)
          .map((effect) => [effect, openCountStream(seed, 0, `count:${id}:${effect.position}`)]),
      ),
    );
  }

  /**
   * From now on chance is that of this member.
   * @param normals what the normals per turn are drawn from; null: somebody else draws them
   */
  begin(member: number, normals: NormalStreams | null): void {
    this.#normals = normals;
    for (const stream of this.#counts.values()) stream.begin(member);
    const { names } = this.#program.compiled;
    for (const slot of this.#studentSlots)
      this.#students.set(slot, openRng(this.#seed, member, `noise:${names[slot]}`));
  }

  /** Of every dynamic overlay, which has noise per turn. */
  get dynamic(): readonly RandomStream[] {
    return this.#normals?.dynamic ?? [];
  }

  /** 32-bit random numbers drawn from streams that this member alone has. */
  get draws(): number {
    let draws = 0;
    for (const stream of this.#students.values()) draws += stream.draws;
    return draws;
  }

  /** A shock of Student's for a slot, of standard deviation 1. */
  student(slot: number): number {
    const degrees = this.#program.compiled.noises[slot]?.degrees ?? null;
    const stream = this.#students.get(slot);
    return degrees === null || stream === undefined ? NaN : drawStudentT(degrees, stream);
  }

  /** Shocks of standard deviation 1 for the slots of a group, in its order. */
  shocksOf({ slots, factor }: NoiseGroup): Float64Array {
    const shocks = this.#room.subarray(0, slots.length);
    for (let index = 0; index < slots.length; index += 1) {
      const slot = slots[index] as number; // in range
      shocks[index] = this.#students.has(slot)
        ? this.student(slot)
        : (this.#normals?.declared.nextNormal() ?? 0);
    }
    if (factor !== null) correlateNormals(factor, shocks);
    return shocks;
  }

  /**
   * A count with this mean.
   * @param place turn × steps + step
   * @param available what a binomial draw takes of
   */
  count(effect: CompiledEffect, mean: number, place: number, available: number): number {
    const stream = this.#counts.get(effect);
    if (stream === undefined || effect.draw === null) return mean;
    const rng = stream.at(place);
    if (effect.draw === 'poisson') return drawPoisson(mean, rng);
    if (effect.draw !== 'binomial')
      return drawNegativeBinomial(mean, effect.draw.negative_binomial, rng);
    const n = Math.floor(Math.max(0, available));
    return n === 0 ? 0 : drawBinomial(n, Math.min(1, mean / n), rng);
  }
}
