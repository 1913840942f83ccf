import type { CommandName, Flag } from './flag.ts';

const EXPORT: readonly CommandName[] = ['export'];

/** Flags of a submission to a hub, `export --to hubverse`. */
export const HUB_FLAGS: readonly Flag[] = [
  {
    name: 'hub',
    type: 'text',
    placeholder: 'DIR',
    description: 'the folder of a hubverse hub (schemas v6): hub-config/tasks.json says its rules',
    group: 'Hub',
    commands: EXPORT,
    setting: false,
  },
  {
    name: 'model-id',
    type: 'text',
    placeholder: 'TEAM-MODEL',
    description: 'what the hub calls your model; the file goes to DIR/model-output/TEAM-MODEL',
    group: 'Hub',
    commands: EXPORT,
    setting: false,
  },
  {
    name: 'round',
    type: 'text',
    placeholder: 'ID',
    description: 'take the forecasts of this round only (default: all have to be of one)',
    group: 'Hub',
    commands: EXPORT,
    setting: false,
  },
  {
    name: 'mapping',
    type: 'file',
    placeholder: 'FILE',
    description:
      'YAML or JSON: where values of task ids stand in a record, and which event is what',
    group: 'Hub',
    commands: EXPORT,
    setting: false,
  },
];
