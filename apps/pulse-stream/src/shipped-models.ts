import { text as pulse } from './models/pulse.ts';
import { text as sir } from './models/sir.ts';

/** The models that come with the command: name → text of the file. */
export const SHIPPED_MODELS: ReadonlyMap<string, string> = new Map([
  ['pulse', pulse],
  ['sir', sir],
]);
