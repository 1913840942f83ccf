import type { WorldModel } from '@pulse-stream/worldstate';
import type { CompiledModel } from './compiled-model.ts';
import { compileForecast } from './compile-forecast.ts';
import { compileRules } from './compile-rules.ts';
import { compileSlots } from './compile-slots.ts';
import { ModelProblems } from './model-problems.ts';
import { parseModelShape } from './model-shape.ts';

/**
 * Checks a world model and makes it ready to run. Its shape is that of the schema `WorldModel`;
 * beyond it: every name is declared and means one thing, ids and codes are unique, expressions
 * parse and are numbers or conditions where they should be, ranges are not empty, initial values
 * lie inside them and inside the domain of the transform, only overlays decay or are measured,
 * measured overlays take no effects and are not computed from each other in a circle.
 * @param model what a YAML or JSON file held; not changed
 * @throws PulseError `model-invalid`; `problems` holds every place that is wrong, with the path
 * (`rules[2].effects[0].add`), the column in an expression, the rule and what was meant. Names and
 * expressions are looked at once the shape is right.
 * @see MODEL.md §1-2
 */
export function compileModel(model: unknown): CompiledModel {
  return compileParsedModel(parseModelShape(model));
}

/**
 * `compileModel` of what `WorldModel` parsed before, as the built-in model was.
 * @throws PulseError `model-invalid`
 */
export function compileParsedModel(parsed: WorldModel): CompiledModel {
  const problems = new ModelProblems();
  const slots = compileSlots(parsed, problems);
  const law = compileRules(parsed, slots, problems);
  const forecast = compileForecast(parsed, slots, problems);
  problems.throwIfAny(`model ${parsed.name}`);
  return {
    model: parsed,
    ...slots,
    ...law,
    ...forecast,
    simultaneous: parsed.evaluation === 'simultaneous',
    memo: new Map(),
  };
}
