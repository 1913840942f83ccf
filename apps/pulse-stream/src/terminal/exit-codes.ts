import type { PulseErrorCode } from '@pulse-stream/worldstate/internal';

/** What the command tells its caller (DESIGN.md §4). */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  someFailed: 3,
  tooManyErrors: 4,
  readOrWrite: 5,
  gated: 6,
  resumeRefused: 7,
  engineUnreachable: 8,
  readerGone: 141,
  interrupted: 130,
  terminated: 143,
} as const;

/** The exit code of an error that ended or prevented a run. */
export const EXIT_OF_ERROR: Record<PulseErrorCode, number> = {
  'option-invalid': EXIT.usage,
  'model-invalid': EXIT.usage,
  'dataset-invalid': EXIT.usage,
  'input-unreadable': EXIT.readOrWrite,
  'input-not-text': EXIT.readOrWrite,
  'output-unwritable': EXIT.readOrWrite,
  'output-exists': EXIT.readOrWrite,
  'resume-refused': EXIT.resumeRefused,
  // what the records say cannot be submitted
  'hub-refused': EXIT.someFailed,
  'engine-unreachable': EXIT.engineUnreachable,
  'reader-gone': EXIT.readerGone,
  aborted: EXIT.interrupted,
};
