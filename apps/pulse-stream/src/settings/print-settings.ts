import { environmentName } from '../flags/flag.ts';
import { FLAGS } from '../flags/flag-table.ts';
import type { Settings } from './settings.ts';

/** An address may hold a password by mistake; nothing repeats it. */
const hidePassword = (text: string): string => text.replaceAll(/([a-z]+:\/\/)[^\s,"/]*@/gi, '$1…@');

/** The text of --print-config: every setting, its value and where it comes from. */
export function printSettings(settings: Settings): string {
  const lines = FLAGS.filter(({ setting }) => setting !== false).map((flag) => {
    const found = settings.get(flag.name);
    const value = found === undefined ? 'default' : hidePassword(JSON.stringify(found.value));
    const from = found?.from ?? `set with --${flag.name} or ${environmentName(flag)}`;
    return `${flag.name.replaceAll('-', '_')}: ${value}  # ${from}\n`;
  });
  return lines.join('');
}
