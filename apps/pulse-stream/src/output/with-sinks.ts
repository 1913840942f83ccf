import type { OutputSink } from '@pulse-stream/sinks';

/** Keeps a sink among those that end together. */
export type KeepSink = (sink: Promise<OutputSink>) => Promise<OutputSink>;

/** Writes files that appear together, in the order in which they were opened, or not at all. */
export async function withSinks<T>(work: (keep: KeepSink) => Promise<T>): Promise<T> {
  const open: OutputSink[] = [];
  try {
    const done = await work(async (sink) => {
      const opened = await sink;
      open.push(opened);
      return opened;
    });
    for (const sink of open) await sink.close();
    return done;
  } catch (error) {
    for (const sink of open) await sink.abort();
    throw error;
  }
}
