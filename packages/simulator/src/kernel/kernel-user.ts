import type { Recording } from './recorder.ts';

/** What paths do beside moving values. */
export interface PathOptions {
  /** Whether noise is drawn and added. */
  readonly noise: boolean;
  /** Whether the events of the model are looked for; else whoever runs the turns looks. */
  readonly events: boolean;
  /** Whether the last value of every slot is wanted, also of those that nobody reads. */
  readonly finals: boolean;
}

/** Everything a kernel keeps between calls, copied. */
export interface SavedKernel {
  readonly memory: Uint8Array;
  readonly recording: Recording | null;
  readonly drives: Float64Array;
}

/** Who runs paths on a kernel, and lets others use it in between. */
export interface KernelUser {
  /** Another one takes the kernel: what lies in its memory must be saved now. */
  leave(): void;
}
