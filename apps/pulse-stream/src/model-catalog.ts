import { compileModel, type CompiledModel } from '@pulse-stream/simulator';
import { loadModel } from '@pulse-stream/sinks';
import { hintNearest, PulseError, type Problem } from '@pulse-stream/worldstate';
import { parse } from 'yaml';
import { SHIPPED_MODELS } from './shipped-models.ts';

/** The model of runs that do not name one. */
export const DEFAULT_MODEL = 'pulse';

/** One wrong place of a model, for people: `file:line:column: rule r1: message (hint)`. */
function describeProblem(problem: Problem, where: string): string {
  const rule = problem.rule === undefined ? '' : ` rule ${problem.rule}:`;
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return `${where}:${rule} ${problem.message}${hint}`;
}

/**
 * The model a name or a path stands for.
 * @param reference a shipped name, or a path: it contains a separator or ends in .yaml, .yml, .json
 * @throws PulseError `model-invalid` with one line per problem; `option-invalid` for a name that is
 * not shipped; `input-unreadable`
 */
export function openModel(reference: string): CompiledModel {
  const shipped = SHIPPED_MODELS.get(reference);
  if (shipped !== undefined) return compileModel(parse(shipped));
  if (!/[/\\]|\.(ya?ml|json)$/i.test(reference)) failUnknown(reference);
  const loaded = loadModel(reference);
  try {
    return compileModel(loaded.value);
  } catch (error) {
    if (!(error instanceof PulseError) || error.problems.length === 0) throw error;
    const lines = error.problems.map((problem) => describeProblem(problem, loaded.locate(problem)));
    throw new PulseError('model-invalid', lines.join('\n'), {
      cause: error,
      problems: error.problems,
    });
  }
}

function failUnknown(name: string): never {
  const hint = hintNearest(name, SHIPPED_MODELS.keys());
  const known = [...SHIPPED_MODELS.keys()].join(', ');
  throw new PulseError(
    'option-invalid',
    `there is no model "${name}" (${hint ?? `shipped are ${known}; a file is named by its path`})`,
  );
}
