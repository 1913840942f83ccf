import { CALLS } from '../language/calls.ts';
import { CLOCK } from '../language/clock.ts';
import { CONSTANTS } from '../language/constants.ts';
import { namesIn } from '../language/operations.ts';
import { DELAYS } from '../language/delays.ts';

/** Every name that has a meaning where a model declares nothing by it. */
export const LANGUAGE_NAMES: readonly string[] = [
  ...namesIn(CALLS),
  ...namesIn(CLOCK),
  ...namesIn(CONSTANTS),
  ...namesIn(DELAYS),
];
