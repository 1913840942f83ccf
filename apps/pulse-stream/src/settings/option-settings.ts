import { FLAGS } from '../flags/flag-table.ts';
import type { SettingValue } from '../flags/parse-value.ts';
import type { Settings } from './settings.ts';

/**
 * The options that flags set by themselves, as their rows say.
 * @param group `gravity`, `limits` and the like; '' for those outside groups
 * @returns only what was given; values were checked when they were parsed, paths are those of options
 */
export function optionsUnder(group: string, settings: Settings): Record<string, never> {
  const options = FLAGS.flatMap(({ name, option, on = true }): [string, SettingValue][] => {
    const value = settings.get(name)?.value;
    if (option === undefined || value === undefined || value === false) return [];
    const dot = option.indexOf('.');
    if (option.slice(0, Math.max(0, dot)) !== group) return [];
    return [[option.slice(dot + 1), value === true ? on : value]];
  });
  return Object.fromEntries(options) as Record<string, never>; // the options say what each may be
}
