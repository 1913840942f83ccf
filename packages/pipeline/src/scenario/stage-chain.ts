import type { DecodedScenario } from '@pulse-stream/codec/internal';
import type { Progress } from '@pulse-stream/simulator';
import { failureOf, finish, type Stage } from '@pulse-stream/worldstate/internal';
import { map, type Observable, type OperatorFunction } from 'rxjs';
import type { World } from '../world/world.ts';
import { isFailed, type Failed, type Framed } from './envelope.ts';

/** One stage of the way from a line to its record. */
export interface ScenarioStage<Name extends Stage, In extends Framed, Out extends Framed> {
  /** Where a bug of the stage is said to be, and the name of its operator. */
  readonly name: Name;
  /**
   * Adds its part to an envelope; a generator where that may take long: it yields now and then.
   * What it throws fails the line.
   */
  readonly add: (world: World, item: In) => Out | Failed | Generator<Progress, Out>;
}

/** Any stage; the chain has seen that neighbours fit. */
type AnyStage = ScenarioStage<Stage, never, Framed>;

/** Failures pass; whatever a stage throws becomes one. */
type StageOperator<In, Out> = OperatorFunction<In | Failed, Out | Failed>;

/** Stages in the order in which a line passes them: the only list of them. */
export class StageChain<In extends Framed, Out extends Framed, Operators = unknown> {
  readonly #stages: readonly AnyStage[];

  private constructor(stages: readonly AnyStage[]) {
    this.#stages = stages;
  }

  /** A chain that takes such envelopes and does nothing yet. */
  static of<T extends Framed>(): StageChain<T, T> {
    return new StageChain<T, T>([]);
  }

  /** The same chain with one more stage. */
  with<Name extends Stage, Next extends Framed>(
    stage: ScenarioStage<Name, Out, Next>,
  ): StageChain<In, Next, Operators & Readonly<Record<Name, StageOperator<Out, Next>>>> {
    return new StageChain([...this.#stages, stage]);
  }

  /** An envelope through all stages, in slices. Total: what is thrown on the way fails the line. */
  *steps(world: World, item: In | Failed): Generator<Progress, Out | Failed> {
    let now: Framed = item;
    for (const stage of this.#stages) {
      if (isFailed(now)) return now;
      now = yield* stepsOf(world, stage, now);
    }
    // the last stage gives this, or none was left out
    return now as Out | Failed;
  }

  /** The stages as operators, by name: one envelope out per envelope in, in order, at once. */
  operators(world: World): Operators {
    const entries = this.#stages.map((stage) => [stage.name, operatorOf(world, stage)]);
    // by the name and with the types that `with` was given
    return Object.fromEntries(entries) as Operators;
  }

  /** All of them as one operator. */
  operator(world: World): StageOperator<In, Out> {
    const operators = this.#stages.map((stage) => operatorOf(world, stage));
    return (items$) => {
      const opened$: Observable<Framed> = items$;
      const ended$ = operators.reduce((piped$, operator) => piped$.pipe(operator), opened$);
      return ended$ as Observable<Out | Failed>; // what the last stage gives
    };
  }
}

function operatorOf(world: World, stage: AnyStage): StageOperator<Framed, Framed> {
  return map((item) => (isFailed(item) ? item : finish(stepsOf(world, stage, item))));
}

function* stepsOf(
  world: World,
  { name, add }: AnyStage,
  item: Framed,
): Generator<Progress, Framed> {
  try {
    const added = add(world, item as never); // the chain has seen that it fits
    return Symbol.iterator in added ? yield* added : added;
  } catch (error) {
    return failItem(item, name, error);
  }
}

/** The envelope of a line on which something was thrown. */
export function failItem(item: Framed, stage: Stage, error: unknown): Failed {
  const { line } = item;
  const decoded = isDecoded(item) ? item : null;
  return { line, decoded, failure: failureOf(error, stage), error };
}

function isDecoded(item: Framed): item is Framed & DecodedScenario {
  return 'given' in item;
}
