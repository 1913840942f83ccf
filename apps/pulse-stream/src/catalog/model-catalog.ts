import { compileModel, pulse, type CompiledModel } from '@pulse-stream/simulator';
import { compileParsedModel } from '@pulse-stream/simulator/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import { compileLoaded, describeProblem, type OpenedModel } from './compile-loaded.ts';

/** The model of runs that do not name one. */
export const DEFAULT_MODEL = 'pulse';

/**
 * The model a name or a path stands for.
 * @param reference a shipped name, or a path: it contains a separator or ends in .yaml, .yml, .json
 * @throws PulseError `model-invalid` with one line per problem; `option-invalid` for a name that is
 * not shipped; `input-unreadable`
 */
export async function openModel(reference: string): Promise<CompiledModel> {
  // not needed for the default model: the texts and the YAML parser are most of the command
  if (reference === DEFAULT_MODEL) return compileParsedModel(pulse);
  return (await openDescribed(reference)).compiled;
}

/** `openModel`, with what it takes to name its places. */
export async function openDescribed(reference: string): Promise<OpenedModel> {
  const { loadModel, parse, SHIPPED_MODELS } = await import('./model-files.ts');
  const shipped = SHIPPED_MODELS.get(reference);
  if (shipped !== undefined)
    return {
      compiled: compileModel(parse(shipped)),
      describe: (problem) => describeProblem(problem, reference),
    };
  if (!/[/\\]|\.(ya?ml|json)$/i.test(reference)) failUnknown(reference, [...SHIPPED_MODELS.keys()]);
  return compileLoaded((onFault) => loadModel(reference, onFault));
}

function failUnknown(name: string, shipped: readonly string[]): never {
  const hint = hintNearest(name, shipped);
  throw new PulseError(
    'option-invalid',
    `there is no model "${name}" (${hint ?? `shipped are ${shipped.join(', ')}; a file is named by its path`})`,
  );
}
