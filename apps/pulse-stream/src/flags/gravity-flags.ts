import type { GravityOptions } from '@pulse-stream/worldstate';
import { HISTORY, LINES, type CommandName, type Flag, type FlagType } from './flag.ts';

const gravity = (
  name: string,
  option: keyof GravityOptions,
  type: FlagType,
  description: string,
  range?: [number, number],
  commands: readonly CommandName[] = [...LINES, ...HISTORY],
): Flag => ({
  name: `gravity-${name}`,
  option: `gravity.${option}`,
  // a switch turns it off
  ...(type === 'switch' ? { on: false } : {}),
  type,
  description,
  group: 'Gravity',
  commands,
  ...(type === 'switch' ? {} : { placeholder: type === 'choice' ? 'NAME' : 'X' }),
  ...(range === undefined ? {} : { min: range[0], max: range[1] }),
});

/** Flags of the learned correction. */
export const GRAVITY_FLAGS: readonly Flag[] = [
  {
    name: 'gravity-off',
    type: 'switch',
    description: 'no learned correction on lines that do not say',
    group: 'Gravity',
    commands: LINES,
  },
  {
    name: 'enable-residual-gravity',
    type: 'switch',
    description: 'learned correction on, whatever --gravity-off says',
    group: 'Gravity',
    commands: [...LINES, ...HISTORY],
  },
  {
    ...gravity('method', 'method', 'choice', 'how the correction learns: bank (default) or sgd'),
    choices: ['bank', 'sgd'],
  },
  gravity('lambda', 'lambda', 'number', 'strength of the correction (bank: 1, sgd: 0.25)', [0, 1]),
  gravity('learning-rate', 'learning_rate', 'number', 'step of the weight update (0.01)', [
    0,
    Infinity,
  ]),
  gravity('ewma-span', 'ewma_span', 'number', 'span over which updates are blended (30)', [
    0,
    Infinity,
  ]),
  gravity(
    'adaptive-lambda-min',
    'adaptive_lambda_min',
    'number',
    'lower limit of the adaptive lambda (0.01)',
    [0, 1],
  ),
  gravity(
    'adaptive-lambda-max',
    'adaptive_lambda_max',
    'number',
    'upper limit of the adaptive lambda (1)',
    [0, 1],
  ),
  gravity(
    'disable-adaptive-lambda',
    'enable_adaptive_lambda',
    'switch',
    'keep lambda where it starts',
  ),
  gravity(
    'disable-weight-pruning',
    'enable_weight_pruning',
    'switch',
    'keep small weights when weights grow large',
  ),
  gravity(
    'disable-shadow-model-trigger',
    'enable_shadow_model_trigger',
    'switch',
    'the shadow monitor reports but never triggers',
    undefined,
    LINES,
  ),
  gravity(
    'shadow-variance-threshold',
    'shadow_model_variance_threshold',
    'number',
    'share of error variance explained that needs review (0.30)',
    [0, 1],
    LINES,
  ),
];
