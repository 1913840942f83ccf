// Generated from models/ by `node tools/embed-models.mjs`.
import { text as bass } from '../models/bass.ts';
import { text as beerGame } from '../models/beer-game.ts';
import { text as fluWeekly } from '../models/flu-weekly.ts';
import { text as household } from '../models/household.ts';
import { text as predatorPrey } from '../models/predator-prey.ts';
import { text as pulse } from '../models/pulse.ts';
import { text as reservoir } from '../models/reservoir.ts';
import { text as seir } from '../models/seir.ts';
import { text as sir } from '../models/sir.ts';
import { text as usMacroMonthly } from '../models/us-macro-monthly.ts';
import { text as usMacroQuarterly } from '../models/us-macro-quarterly.ts';

/** The models that come with the command: name → text of the file. */
export const SHIPPED_MODELS: ReadonlyMap<string, string> = new Map([
  ['bass', bass],
  ['beer-game', beerGame],
  ['flu-weekly', fluWeekly],
  ['household', household],
  ['predator-prey', predatorPrey],
  ['pulse', pulse],
  ['reservoir', reservoir],
  ['seir', seir],
  ['sir', sir],
  ['us-macro-monthly', usMacroMonthly],
  ['us-macro-quarterly', usMacroQuarterly],
]);
