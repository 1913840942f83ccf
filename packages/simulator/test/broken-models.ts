import { PulseError, type WorldModelInput } from '@pulse-stream/worldstate';
import type { Problem } from '@pulse-stream/worldstate/internal';
import { expect } from 'vitest';
import { compileModel } from '../src/model/compile-model.ts';

/** The problems `compileModel` reports; empty when it accepts the model. */
export function problemsOf(model: unknown): readonly Problem[] {
  try {
    compileModel(model);
  } catch (error) {
    if (error instanceof PulseError && error.code === 'model-invalid') return error.problems;
    throw error;
  }
  return [];
}

/** Expects that `compileModel` reports this problem and no other; without a hint: it has none. */
export function expectOneProblem(
  model: unknown,
  { path, message, hint }: Pick<Problem, 'path' | 'message' | 'hint'>,
): void {
  const [problem, ...more] = problemsOf(model);
  expect(more).toEqual([]);
  expect({ path: problem?.path, message: problem?.message, hint: problem?.hint }).toEqual({
    path,
    message,
    hint,
  });
}

/** Keys of a model that a case adds or replaces. */
export type Change = Partial<Record<keyof WorldModelInput, unknown>>;

/** A case: the law, what breaks it, and the one problem that follows. */
export type BrokenLaw = [
  law: string,
  change: Change,
  path: string,
  message: string,
  more?: Partial<Problem>,
];

export const overlay = { kind: 'overlay', initial: 0.5 };
export const variable = { kind: 'variable', initial: 5 };
/** Slots of a case that brings none. */
export const slots = { hope: overlay, rage: overlay, price: variable };

/** A rule with one effect. */
export function rule(id: string, effect: object, when?: string): object {
  return { id, ...(when === undefined ? {} : { when }), effects: [effect] };
}

/** Without the keys whose value is undefined. */
export function withoutHoles(problem: Problem): object {
  return Object.fromEntries(Object.entries(problem).filter(([, value]) => value !== undefined));
}
