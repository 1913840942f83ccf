import { warnClamped, type Warning } from '@pulse-stream/worldstate/internal';
import type { PathRunner } from './path-runner.ts';

/** What is known only when the paths of a scenario have been run. */
export const warnOfRun = (runner: PathRunner): Warning[] => [
  ...warnParams(runner),
  ...warnLimited(runner),
];

/** Says of every intervention on a parameter that it was kept within bounds. */
function warnParams({ plan, own }: PathRunner): Warning[] {
  const { names } = plan.program.compiled.params;
  return [...(own?.clamped ?? [])].map(([{ param, path }, { wanted, inside }]) =>
    warnClamped(`parameter ${names[param]}`, wanted, inside, path),
  );
}

/** Says once that a flow wanted more than there was. */
function warnLimited({ plan, scratch }: PathRunner): Warning[] {
  const name = plan.program.names[scratch.limited];
  if (name === undefined) return [];
  return [
    {
      type: 'limited',
      message: `what flows out of ${name} was limited to what there was`,
    },
  ];
}
