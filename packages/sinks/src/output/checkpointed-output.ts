import type { RecordSink } from '@pulse-stream/worldstate';
import { besideFile } from '../files/beside-file.ts';
import { writeCheckpoint, type PartState } from './checkpoint-file.ts';
import type { FileSystem } from '../files/file-system.ts';
import type { Lock } from '../files/lock-file.ts';
import type { PartFile, PartMark } from './part-file.ts';
import { publishParts, type RunPaths } from './publish-parts.ts';
import { wrapSystemError } from '../files/system-error.ts';

/**
 * A checkpoint is due after so long, or so many bytes. Half of what RELIABILITY.md §3 allows: what is
 * done after the last one is lost by a kill, once per thread.
 */
const EVERY_MS = 500;
const EVERY_BYTES = 64 * 1024 * 1024;

/**
 * What the caller says about a place of its input (null: its end). Resolves to null where no
 * checkpoint can be made.
 */
export type DescribePlace<P> = (place: P | null) => Promise<unknown>;

/** One file of a run. */
export interface PartSink extends RecordSink {
  /** Whether it holds anything that this run found there. */
  readonly isBegun: boolean;
}

/** The output files of a run that can be continued after any end. */
export interface RunOutput<P> {
  /** The first output. */
  readonly records: PartSink;
  readonly deadLetters: PartSink | null;
  /** Any file of the run. @param path as `claimRunOutput` was given it */
  sinkOf(path: string): PartSink;
  /**
   * Everything written so far answers the input up to `place`. Makes a checkpoint when one is due,
   * else remembers the place for the next one.
   * @throws PulseError `output-unwritable`; from then on every write throws the same
   */
  mark(place: P): Promise<void>;
  /**
   * The good end: the files appear under their names.
   * @throws PulseError `output-unwritable`, `output-exists`; the run can be continued then
   */
  close(): Promise<void>;
  /**
   * The early end: a last checkpoint, and the files stay as they are for `--resume`. Never throws.
   * @returns whether there is anything to continue
   */
  leave(): Promise<boolean>;
  /** What the platform could not do, for people. */
  readonly remarks: readonly string[];
}

/** What a run output is made of. */
export interface RunOutputParts<P> {
  readonly fileSystem: FileSystem;
  readonly paths: RunPaths;
  /** `paths.files` by the names that the caller knows them by. */
  readonly given: readonly string[];
  /** Which of them is for dead letters. */
  readonly errors: string | undefined;
  readonly lock: Lock;
  readonly parts: readonly PartFile[];
  readonly describe: DescribePlace<P>;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** Output files with checkpoints: one operation at a time, and the first failure is final. */
export class CheckpointedOutput<P> implements RunOutput<P> {
  readonly records: PartSink;
  readonly deadLetters: PartSink | null;
  readonly remarks: string[] = [];
  readonly #made: RunOutputParts<P>;
  #tail: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | null = null;
  #latest: { readonly place: P; readonly marks: readonly PartMark[] } | null = null;
  #since: number;
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #state: 'open' | 'ended' = 'open';

  constructor(made: RunOutputParts<P>) {
    this.#made = made;
    this.#since = made.now();
    this.records = this.#sinkOf(0);
    this.deadLetters = made.errors === undefined ? null : this.sinkOf(made.errors);
  }

  sinkOf(path: string): PartSink {
    return this.#sinkOf(this.#made.given.indexOf(path));
  }

  async mark(place: P): Promise<void> {
    // A late write of a run that was given up changes nothing.
    if (this.#state !== 'open') return;
    this.#latest = { place, marks: this.#made.parts.map((part) => part.mark()) };
    const waited = this.#made.now() - this.#since;
    if (waited >= EVERY_MS || this.#bytes >= EVERY_BYTES)
      return await this.#enqueue(() => this.#checkpoint());
    // Should nothing follow for long, what is there is safe all the same.
    this.#timer ??= setTimeout(() => {
      void this.#enqueue(() => this.#checkpoint()).catch(() => undefined);
    }, EVERY_MS - waited).unref();
  }

  close(): Promise<void> {
    if (this.#state !== 'open') return this.#tail;
    this.#end();
    return this.#enqueue(async () => {
      const { fileSystem, paths, parts, lock } = this.#made;
      for (const part of parts) await part.finish();
      const marks = parts.map((part) => part.mark());
      await this.#save(await this.#made.describe(null), marks, true);
      for (const part of parts) await part.close();
      this.remarks.push(...(await publishParts(fileSystem, paths)));
      // A lock that stays behind is taken over once this process has ended.
      await lock.release().catch(() => undefined);
    }).catch(async (error: unknown) => {
      await this.#giveBack();
      throw error;
    });
  }

  async leave(): Promise<boolean> {
    if (this.#state !== 'open') return true;
    this.#end();
    await this.#enqueue(() => this.#checkpoint()).catch(() => undefined);
    const { fileSystem, paths, parts } = this.#made;
    const empty = parts.every((part) => {
      const { length, pending } = part.mark();
      return length + pending.length === 0;
    });
    await this.#giveBack(async () => {
      if (!empty) return;
      for (const path of paths.files) await fileSystem.remove(besideFile(path, 'part'));
      await fileSystem.remove(besideFile(paths.output, 'ckpt'));
    });
    return !empty;
  }

  #end(): void {
    this.#state = 'ended';
    clearTimeout(this.#timer);
  }

  async #giveBack(tidy: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const { parts, lock } = this.#made;
    for (const part of parts) await part.close().catch(() => undefined);
    await tidy().catch(() => undefined);
    await lock.release().catch(() => undefined);
  }

  async #checkpoint(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const latest = this.#latest;
    if (latest === null) return;
    const state = await this.#made.describe(latest.place);
    if (state === null) return;
    await this.#save(state, latest.marks, false);
    if (this.#latest === latest) this.#latest = null;
    this.#since = this.#made.now();
    this.#bytes = 0;
  }

  async #save(state: unknown, marks: readonly PartMark[], finishing: boolean): Promise<void> {
    const { fileSystem, paths, parts } = this.#made;
    const states: PartState[] = [];
    // One mark per part: they are made by mapping over the parts.
    for (const [index, part] of parts.entries())
      states.push(await part.settle(marks[index] as PartMark));
    await writeCheckpoint(fileSystem, besideFile(paths.output, 'ckpt'), {
      version: 3,
      parts: states,
      finishing,
      force: paths.force,
      state,
    });
  }

  #sinkOf(index: number): PartSink {
    const { parts } = this.#made;
    const found = parts[index]?.mark();
    return {
      isDoneAfterWrite: true,
      isBegun: found !== undefined && found.length + found.pending.length > 0,
      write: (bytes) =>
        this.#enqueue(async () => {
          await parts[index]?.write(bytes);
          this.#bytes += bytes.length;
        }),
      close: () => Promise.resolve(),
    };
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.#tail.then(async () => {
      if (this.#failure !== null) throw this.#failure.error;
      try {
        await step();
      } catch (error) {
        const { output } = this.#made.paths;
        const wrapped = wrapSystemError('output-unwritable', `cannot write ${output}`, error);
        this.#failure = { error: wrapped };
        throw wrapped;
      }
    });
    this.#tail = done.catch(() => undefined);
    return done;
  }
}
