import type { Failure, ScenarioConfig } from '@pulse-stream/worldstate';
import { warnClamped, type Warning } from '@pulse-stream/worldstate/internal';
import type { ScenarioPlan } from '../scenario/plan-scenario.ts';
import type { PathRunner } from './path-runner.ts';

/** What is known only when the paths of a scenario have been run. */
export const warnOfRun = (runner: PathRunner): Warning[] => [
  ...warnParams(runner),
  ...warnLimited(runner),
  ...warnEnded(runner),
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

/** Says once which values of the last turn's end are left out, and which series ended before it. */
function warnEnded({ own }: PathRunner): Warning[] {
  const leftOut = own?.leftOut ?? new Map<string, Failure>();
  const [lack] = leftOut.values();
  if (lack === undefined) return [];
  const names = [...leftOut.keys()].join(', ');
  return [
    {
      type: 'driver-ended',
      message: `${lack.message}, so that the end of the last turn is shown without ${names}`,
      path: lack.path,
    },
  ];
}

/** The control run draws nothing: alone it says nothing of what a scenario wants drawn. */
export function warnOfDraws({ members }: ScenarioPlan, { params }: ScenarioConfig): Warning[] {
  const [name] = Object.entries(params).find(([, value]) => typeof value === 'object') ?? [];
  if (members > 1 || name === undefined) return [];
  return [
    {
      type: 'draw-unused',
      message: `${name} is drawn once per member, and members is 1: the control run takes its mean`,
      path: `params.${name}`,
    },
  ];
}

export const NO_NOISE: Warning = {
  type: 'no-noise',
  message:
    'no noise reaches what is forecast: every member is the control run, and every quantile its path',
};
