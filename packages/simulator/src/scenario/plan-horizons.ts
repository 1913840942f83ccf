import { fail, type ScenarioConfig } from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import type { CompiledModel } from '../model/compiled-model.ts';
import { LEVELS_RULE, roundLevels } from '../model/quantile-levels.ts';

/** Horizons are all turns up to this many, else this many spread evenly. */
export const DEFAULT_HORIZON_COUNT = 60;

/**
 * Turns ahead that are forecast: those of the config, which have to fit its turns, else those of the
 * model that do.
 * @throws ScenarioError `config-invalid`
 */
export function planHorizons(
  compiled: CompiledModel,
  config: ScenarioConfig,
  warnings: Warning[],
): number[] {
  const { turns } = config;
  const asked = config.forecast?.horizons;
  for (const [index, horizon] of (asked ?? []).entries()) {
    const path = `forecast.horizons[${index}]`;
    if (horizon > turns)
      fail('config-invalid', 'initialise', `horizon ${horizon} is beyond the ${turns} turns`, {
        path,
        hint: `horizons are 1..${turns}; raise turns to see further`,
      });
    if (index > 0 && horizon <= (asked?.[index - 1] ?? 0))
      fail('config-invalid', 'initialise', 'horizons ascend, each once', { path });
  }
  if (asked !== undefined) return asked;
  const ofModel = compiled.horizons?.filter((horizon) => horizon <= turns) ?? [];
  const late = compiled.horizons?.slice(ofModel.length) ?? [];
  if (late.length > 0)
    warnings.push({
      type: 'horizon-out-of-range',
      message: `${late.length} of the horizons of the model, from ${late[0]} on, come after the last turn ${turns}: ${ofModel.length > 0 ? 'they were left out' : 'every turn is forecast instead'}`,
    });
  if (ofModel.length > 0) return ofModel;
  const count = Math.min(turns, DEFAULT_HORIZON_COUNT);
  const horizons: number[] = [];
  for (let index = 1; index <= count; index += 1)
    horizons.push(Math.round((index * turns) / count));
  return horizons;
}

/** Levels that are forecast. @throws ScenarioError `config-invalid` */
export function planQuantiles(compiled: CompiledModel, config: ScenarioConfig): readonly number[] {
  const asked = config.forecast?.quantiles;
  if (asked === undefined) return compiled.quantiles;
  const { levels, wrong } = roundLevels(asked);
  if (wrong >= 0)
    fail('config-invalid', 'initialise', LEVELS_RULE, { path: `forecast.quantiles[${wrong}]` });
  return levels;
}
