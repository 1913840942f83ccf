import type { WorldModel, WorldModelInput } from '@pulse-stream/worldstate';
import type { CompiledModel } from './compiled-model.ts';
import { compileForecast } from './compile-forecast.ts';
import { compileRules } from './compile-rules.ts';
import { compileSlots } from './compile-slots.ts';
import { formatPath, ModelProblems } from './problems.ts';
import { nameOf, readModelShape } from './shape.ts';
import { findNoiseReach } from './noise-reach.ts';

/**
 * A world model wherever one is asked for: as data, with or without its defaults, or compiled. Data
 * is checked and compiled by each call that is given it; who makes many calls compiles it once.
 */
export type AnyModel = WorldModelInput | CompiledModel;

/**
 * Checks a world model and makes it ready to run. Its shape is that of the schema `WorldModel`;
 * beyond it: every name is declared and means one thing, ids and codes are unique, expressions
 * parse and are numbers or conditions where they should be, ranges are not empty, initial values
 * lie inside them and inside the domain of the transform, only overlays decay or are measured,
 * measured overlays take no effects and are not computed from each other in a circle.
 * @param model what a YAML or JSON file held; not changed. One that is compiled already is returned
 * @throws PulseError `model-invalid`; `problems` holds every place that is wrong, with the path
 * (`rules[2].effects[0].add`), the column in an expression, the rule and what was meant, names and
 * expressions included wherever the shape of the rest lets them be looked at.
 * @see MODEL.md §1-2
 */
export function compileModel(model: unknown): CompiledModel {
  if (isCompiled(model)) return model;
  const problems = new ModelProblems();
  const shape = readModelShape(model, problems);
  const isRight = problems.list.length === 0;
  if (shape.model !== null && isRight) return compileParsedModel(shape.model);
  if (shape.model !== null) {
    const more = new ModelProblems();
    compileParts(shape.model, more);
    const mended = shape.mended.map(formatPath);
    // what is said of a place where something else stood would be about what nobody wrote
    for (const problem of more.list)
      if (!mended.some((place) => isWithin(place, problem.path))) problems.list.push(problem);
  }
  problems.throwIfAny(nameOf(model));
  throw new Error('a model was refused without a problem');
}

/** Data of a file never holds a Map, whatever its keys are. */
function isCompiled(model: unknown): model is CompiledModel {
  return (
    typeof model === 'object' && model !== null && 'memo' in model && model.memo instanceof Map
  );
}

const isWithin = (place: string, path: string): boolean =>
  path.startsWith(place) && /^($|[.[])/.test(path.slice(place.length));

/**
 * `compileModel` of what `WorldModel` parsed before, as the built-in model was.
 * @throws PulseError `model-invalid`
 */
export function compileParsedModel(parsed: WorldModel): CompiledModel {
  const problems = new ModelProblems();
  const compiled = compileParts(parsed, problems);
  problems.throwIfAny(`model ${parsed.name}`);
  return compiled;
}

/** Compiles all parts; the result is of use only when nothing went to `problems`. */
function compileParts(parsed: WorldModel, problems: ModelProblems): CompiledModel {
  const slots = compileSlots(parsed, problems);
  const law = compileRules(parsed, slots, problems);
  const forecast = compileForecast(parsed, slots, problems);
  return {
    model: parsed,
    ...slots,
    ...law,
    ...forecast,
    noiseReaches: findNoiseReach({ ...slots, ...law }),
    simultaneous: parsed.evaluation === 'simultaneous',
    memo: new Map(),
  };
}
