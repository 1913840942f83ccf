import {
  compileModel,
  compileParsedModel,
  pulse,
  type CompiledModel,
} from '@pulse-stream/simulator';
import { hintNearest, PulseError, type Problem } from '@pulse-stream/worldstate';

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
export async function openModel(reference: string): Promise<CompiledModel> {
  if (reference === DEFAULT_MODEL) return compileParsedModel(pulse);
  // not needed for the default model: the texts and the YAML parser are most of the command
  const { loadModel, parse, SHIPPED_MODELS } = await import('./model-files.ts');
  const shipped = SHIPPED_MODELS.get(reference);
  if (shipped !== undefined) return compileModel(parse(shipped));
  if (!/[/\\]|\.(ya?ml|json)$/i.test(reference)) failUnknown(reference, [...SHIPPED_MODELS.keys()]);
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

function failUnknown(name: string, shipped: readonly string[]): never {
  const hint = hintNearest(name, shipped);
  throw new PulseError(
    'option-invalid',
    `there is no model "${name}" (${hint ?? `shipped are ${shipped.join(', ')}; a file is named by its path`})`,
  );
}
