import { compileModel, type CompiledModel } from '@pulse-stream/simulator';
import type { LoadedModel } from '@pulse-stream/sinks';
import { PulseError } from '@pulse-stream/worldstate';
import type { Problem } from '@pulse-stream/worldstate/internal';

/** A model that is fine, and what to say of its places. */
export interface OpenedModel {
  readonly compiled: CompiledModel;
  /** A place for people: `file:line:column: path (rule r1): message (hint)`. */
  readonly describe: (problem: Problem) => string;
}

/** What is wrong with a model, after where it stands. */
export function describeProblem(problem: Problem, where: string): string {
  const rule = problem.rule === undefined ? '' : ` (rule ${problem.rule})`;
  const place = problem.path === '' ? '' : ` ${problem.path}${rule}:`;
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return `${where}:${place} ${problem.message}${hint}`;
}

/**
 * Compiles what was read of a model file. It touches no file: the page of the lab does the same.
 * @param load reads the text, and tells of places that YAML reads otherwise than they were meant
 * @throws PulseError `model-invalid` with one line per problem, and what `load` throws
 */
export function compileLoaded(load: (onFault: (line: string) => void) => LoadedModel): OpenedModel {
  const faults: string[] = [];
  const loaded = load((line) => void faults.push(line));
  const describe = (problem: Problem): string => describeProblem(problem, loaded.locate(problem));
  try {
    const compiled = compileModel(loaded.value);
    if (faults.length === 0) return { compiled, describe };
  } catch (error) {
    if (!(error instanceof PulseError) || error.problems.length === 0) throw error;
    const lines = [...faults, ...error.problems.map(describe)];
    throw new PulseError('model-invalid', lines.join('\n'), {
      cause: error,
      problems: error.problems,
    });
  }
  throw new PulseError('model-invalid', faults.join('\n'));
}
