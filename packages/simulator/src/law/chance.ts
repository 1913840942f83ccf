import { correlateNormals } from '../random/correlation.ts';
import { openCountStream, type CountStream } from '../random/count-stream.ts';
import { drawBinomial, drawNegativeBinomial, drawPoisson } from '../random/counts.ts';
import { openRng, type RandomStream } from '../random/random-stream.ts';
import { drawStudentT } from '../random/student-t.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { CompiledEffect, CompiledNoise, NoiseGroup } from '../model/compiled-model.ts';
import type { Program } from '../model/program.ts';

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
  /** Draws the normals of all slots together, as those per turn are drawn. */
  readonly #declared: RandomStream;
  readonly #students: ReadonlyMap<number, RandomStream>;
  readonly #counts: ReadonlyMap<CompiledEffect, CountStream>;
  /** Of every dynamic overlay, which has noise per turn. */
  readonly dynamic: readonly RandomStream[];
  readonly #room: Float64Array;

  /** @param streams what the normals per turn are drawn from */
  constructor(
    program: Program,
    seed: number | string,
    member: number,
    { declared, dynamic }: NormalStreams,
  ) {
    const { noises, rules, names } = program.compiled;
    this.#program = program;
    this.#declared = declared;
    this.dynamic = dynamic;
    this.#room = new Float64Array(noises.length);
    this.#students = new Map(
      noises.flatMap((noise, slot): [number, RandomStream][] =>
        noise === null || noise.degrees === null
          ? []
          : [[slot, openRng(seed, member, `noise:${names[slot]}`)]],
      ),
    );
    this.#counts = new Map(
      rules.flatMap(({ id, effects }) =>
        effects
          .filter(({ draw, paired }) => draw !== null && !paired)
          .map((effect) => [
            effect,
            openCountStream(seed, member, `count:${id}:${effect.position}`),
          ]),
      ),
    );
  }

  /** 32-bit random numbers drawn from streams that this member alone has. */
  get draws(): number {
    let draws = 0;
    for (const stream of this.#students.values()) draws += stream.draws;
    return draws;
  }

  /** Shocks of standard deviation 1 for the slots of a group, in its order. */
  shocksOf({ slots, factor }: NoiseGroup): Float64Array {
    const shocks = this.#room.subarray(0, slots.length);
    for (let index = 0; index < slots.length; index += 1) {
      const slot = slots[index] as number; // in range
      const { degrees } = this.#program.compiled.noises[slot] as CompiledNoise; // it has noise
      const student = degrees === null ? undefined : this.#students.get(slot);
      shocks[index] =
        student === undefined || degrees === null
          ? this.#declared.nextNormal()
          : drawStudentT(degrees, student);
    }
    if (factor !== null) correlateNormals(factor, shocks);
    return shocks;
  }

  /**
   * A count with this mean.
   * @param place turn × steps + step
   * @param available what a binomial draw takes of
   * @throws NumericError `negative-mean`
   */
  count(effect: CompiledEffect, mean: number, place: number, available: number): number {
    const stream = this.#counts.get(effect);
    if (stream === undefined || effect.draw === null) return mean;
    if (mean < 0)
      throw new NumericError('negative-mean', `${mean} is no mean of a count: it needs 0 or more`);
    const rng = stream.at(place);
    if (effect.draw === 'poisson') return drawPoisson(mean, rng);
    if (effect.draw !== 'binomial') return drawNegativeBinomial(mean, effect.draw.negative_binomial, rng);
    const n = Math.floor(Math.max(0, available));
    return n === 0 ? 0 : drawBinomial(n, Math.min(1, mean / n), rng);
  }
}
