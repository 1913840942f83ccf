import type { RecordSink } from '@pulse-stream/worldstate';

/** Where the records of a run go. */
export interface OutputSink extends RecordSink {
  /**
   * Writes all of `bytes`; resolves when the operating system (or the stream that was handed in) has
   * them, so that awaiting it is the backpressure. Writes keep their order even when not awaited.
   * @throws PulseError `reader-gone`, `output-unwritable`; from then on every call throws the same
   */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Ends the output well; a file appears under its name now. Later calls do nothing.
   * @throws PulseError as `write`; nothing appears under the name then
   */
  close(): Promise<void>;
  /** Ends the output without a result: nothing appears under the name. Never throws. */
  abort(): Promise<void>;
  /** Bytes given to `write` that were written. */
  readonly bytesWritten: number;
  /** What the platform could not do, for people; empty when all was done. */
  readonly remarks: readonly string[];
}

/** The part of a sink that differs from target to target. */
export interface Target {
  write(bytes: Uint8Array): Promise<void>;
  /** As of `RecordSink`. */
  readonly isDoneAfterWrite: boolean;
  /** The good end. Resolves to remarks. */
  finish(): Promise<readonly string[]>;
  /** The bad end: gives everything back. */
  discard(): Promise<void>;
  /** Ends a write that may wait for ever on a reader. */
  interrupt?(): void;
}

/**
 * The law every sink keeps, over any target: one operation at a time, in order; the first failure
 * is final; close and abort happen once.
 */
export function createOutputSink(target: Target): OutputSink {
  let tail: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | null = null;
  let state: 'open' | 'closed' | 'aborted' = 'open';
  let bytesWritten = 0;
  let remarks: readonly string[] = [];

  const enqueue = (step: () => Promise<void>): Promise<void> => {
    const done = tail.then(async () => {
      if (failure !== null) throw failure.error;
      try {
        await step();
      } catch (error) {
        failure = { error };
        throw error;
      }
    });
    tail = done.catch(() => undefined);
    return done;
  };

  return {
    isDoneAfterWrite: target.isDoneAfterWrite,
    get bytesWritten() {
      return bytesWritten;
    },
    get remarks() {
      return remarks;
    },
    write(bytes) {
      if (state !== 'open') return Promise.reject(new Error(`write on an output that is ${state}`));
      if (bytes.length === 0) return tail;
      return enqueue(async () => {
        await target.write(bytes);
        bytesWritten += bytes.length;
      });
    },
    close() {
      if (state !== 'open') return tail;
      state = 'closed';
      return enqueue(async () => {
        remarks = await target.finish();
      }).catch(async (error: unknown) => {
        await target.discard().catch(() => undefined);
        throw error;
      });
    },
    abort() {
      if (state !== 'open') return tail;
      state = 'aborted';
      target.interrupt?.();
      tail = tail.then(() => target.discard()).catch(() => undefined);
      return tail;
    },
  };
}
