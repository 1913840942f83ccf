import { isOneKind } from '../model/distribution.ts';
import { hasNoControl } from '../names/control-character.ts';
import { isNotForbidden, isSmall, setsOrAdds } from './scenario-config.ts';
import { isSlotName } from '../names/slot-name.ts';
import { hasOneTime } from '../model/world-model.ts';

/**
 * What the schema of a config refines by, by name: a guard that is made of the schema once and kept as
 * data finds them here. A refinement that is missing is left to the schema, which is slower.
 */
export const CONFIG_RULES = {
  hasNoControl,
  hasOneTime,
  isNotForbidden,
  isOneKind,
  isSlotName,
  isSmall,
  setsOrAdds,
};
