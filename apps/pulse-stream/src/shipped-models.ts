import { text as pulse } from './models/pulse.ts';
import { text as sir } from './models/sir.ts';
import { text as usMacroMonthly } from './models/us-macro-monthly.ts';
import { text as usMacroQuarterly } from './models/us-macro-quarterly.ts';

/** The models that come with the command: name → text of the file. */
export const SHIPPED_MODELS: ReadonlyMap<string, string> = new Map([
  ['pulse', pulse],
  ['sir', sir],
  ['us-macro-monthly', usMacroMonthly],
  ['us-macro-quarterly', usMacroQuarterly],
]);
