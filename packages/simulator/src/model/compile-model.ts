import type { WorldModel, WorldModelInput } from '@pulse-stream/worldstate';
import type { CompiledModel } from './compiled-model.ts';
import { operandsOf, type ExpressionTree } from '../language/tree.ts';
import { checkStart, compileClock } from './compile-clock.ts';
import { compileForecast } from './compile-forecast.ts';
import { compileNoise, type CompiledNoises } from './compile-noise.ts';
import { compileRules } from './compile-rules.ts';
import { compileSlots } from './compile-slots.ts';
import { compileStarts } from './compile-starts.ts';
import { compileValues, type CompiledValues } from './compile-values.ts';
import { readNamespace } from './namespace.ts';
import { ModelProblems } from '../shape/problems.ts';
import { nameOf, readModelShape } from '../shape/shape.ts';
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
    const more = new ModelProblems(shape);
    compileParts(shape.model, more);
    problems.list.push(...more.list);
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
  const names = readNamespace(parsed, problems);
  checkStart(parsed, problems);
  const clock = compileClock(parsed);
  const values = compileValues(parsed, names, clock, problems);
  const derived = { values: names.values, hidden: values.hiddenNames };
  const slots = compileSlots(parsed, derived, problems);
  const starts = compileStarts(parsed, names, values, problems);
  const noises = compileNoise(parsed, names, problems);
  const law = compileRules(parsed, slots, names, values, treesBeside(values, noises), problems);
  const forecast = compileForecast(parsed, slots, names, problems);
  const parts = {
    ...slots,
    ...law,
    ...forecast,
    ...starts,
    ...noises,
    clock,
    values: values.values,
    hidden: values.hidden,
    lines: values.lines,
    delays: values.delays,
    series: Object.entries(parsed.series ?? {}).map(([name, series]) => ({ name, ...series })),
  };
  return {
    model: parsed,
    ...parts,
    isStepped: needsSteps(parsed, parts),
    noiseReaches: findNoiseReach(parts),
    simultaneous: parsed.evaluation === 'simultaneous',
    memo: new Map(),
  };
}

/** What is computed in every step beside the rules. */
function treesBeside(values: CompiledValues, noises: CompiledNoises): ExpressionTree[] {
  return [
    ...values.values.map(({ tree }) => tree),
    ...values.hidden.map(({ rate }) => rate),
    ...values.lines.map(({ input }) => input),
    ...noises.noises.flatMap((noise) =>
      noise === null || noise.tree.op === 'literal' ? [] : [noise.tree],
    ),
  ];
}

/** Keys of a model whose turns are looked into by the interpreter alone. */
const STEPPED_KEYS = ['time', 'tables', 'series', 'values', 'noise_correlation'] as const;

function needsSteps(
  model: WorldModel,
  {
    rules,
    measurements,
    events,
    paramDraws,
    initialDraws,
  }: Pick<CompiledModel, 'rules' | 'measurements' | 'events' | 'paramDraws' | 'initialDraws'>,
): boolean {
  const slots = Object.values(model.slots);
  return (
    STEPPED_KEYS.some((key) => model[key] !== undefined) ||
    paramDraws.length + initialDraws.length > 0 ||
    slots.some(
      ({ initial, noise, errors }) =>
        typeof initial !== 'number' || typeof noise === 'object' || errors !== undefined,
    ) ||
    rules.some(
      ({ when, effects }) =>
        effects.some(({ act, draw, add }) => act !== 'add' || draw !== null || readsClock(add)) ||
        (when !== null && readsClock(when)),
    ) ||
    measurements.some(({ tree }) => readsClock(tree)) ||
    events.some(({ condition }) => readsClock(condition.tree))
  );
}

/** Whether an expression reads the clock. */
export function readsClock(tree: ExpressionTree): boolean {
  return tree.op === 'clock' || operandsOf(tree).some(readsClock);
}
