import type { Flag } from './flag.ts';

/** Flags of `model import`. */
export const IMPORT_FLAGS: readonly Flag[] = [
  {
    name: 'data',
    type: 'folder',
    placeholder: 'DIR',
    description:
      'model import: the folder that numbers the model names are read from, and no other',
    group: 'Input and output',
    commands: ['model'],
    setting: false,
  },
  {
    name: 'verify',
    type: 'file',
    placeholder: 'TABLE',
    description: 'model import: compare the control run with an output of the other program',
    group: 'Input and output',
    commands: ['model'],
    setting: false,
  },
];
