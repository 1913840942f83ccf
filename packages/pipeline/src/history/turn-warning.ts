import type { Warning } from '@pulse-stream/worldstate/internal';
import type { World } from '../world/world.ts';

/**
 * What must be said of a model that is taught by a history while its rules or measurements read
 * `turn`: every row is turn 0 of what is predicted from it, so all that is learned belongs to turn 0.
 * @returns one warning, or none
 */
export function warnTurn({ compiled }: World): Warning[] {
  if (!compiled.readsTurn) return [];
  return [
    {
      type: 'turn',
      message:
        'the model reads `turn`, the turns since the origin of a forecast: it is 0 at every row of the history, so the model is learned from as it is at turn 0; what counts through a history is `time`, or `month`, `week`, … where its rows are dated',
    },
  ];
}
