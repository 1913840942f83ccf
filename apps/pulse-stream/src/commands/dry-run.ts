import { availableParallelism } from 'node:os';
import { checkLine, type World } from '@pulse-stream/pipeline';
import { createBatchSource } from '@pulse-stream/pipeline/internal';
import type { FailureCode } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { plural } from '../terminal/plural.ts';
import { openRunInputs } from '../run/run-inputs.ts';
import { numberOf } from '../settings/settings.ts';
import { WorkSample } from '../run/work-sample.ts';

/** A run that takes no longer stays on one thread. */
const SHORT_SECONDS = 1;

function showTime(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = seconds / 60;
  return minutes < 90 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}

function showSize(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? value : Number(value.toPrecision(2))} ${units[unit] ?? ''}`;
}

/**
 * CPU time of this process: what other programs take of the machine while the sample runs says nothing
 * of the run.
 */
function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Threads that would share the work; `auto` takes others only for what lasts longer than to start them. */
function threadsOf(seconds: number, { settings }: CommandContext): number {
  const jobs = numberOf(settings, 'jobs');
  return jobs ?? (seconds > SHORT_SECONDS ? availableParallelism() : 1);
}

/**
 * `run --dry-run`: reads and checks every line, runs a sample of them to measure, and says how many
 * records a run would write, how long one thread would compute and how large they would be. Writes
 * nothing.
 */
export async function dryRun(
  world: World,
  paths: readonly string[],
  context: CommandContext,
  signal: AbortSignal,
): Promise<number> {
  const { messages } = context;
  const source = createBatchSource(await openRunInputs(paths, context, signal));
  const sample = new WorkSample();
  const byCode = new Map<FailureCode, number>();
  let [records, blank, failed] = [0, 0, 0];
  try {
    for (let batch = await source.read(); batch !== null; batch = await source.read()) {
      blank += batch.blank;
      for (const line of batch.lines) {
        records += 1;
        const { failure, cost } = checkLine(world, line);
        if (failure !== null) {
          failed += 1;
          byCode.set(failure.type, (byCode.get(failure.type) ?? 0) + 1);
        }
        if (cost !== null) sample.add(line, cost);
      }
    }
  } finally {
    source.close();
    await source.closed();
  }
  const { bytes, ...work } = sample.estimate(world, cpuMilliseconds);
  const threads = threadsOf(work.sharedSeconds, context);
  const seconds = work.ownSeconds + work.sharedSeconds / threads;
  const codes = [...byCode].map(([code, count]) => `${code} ${count}`).join(', ');
  const text = [
    `dry run: ${plural(records, 'record')}, ${failed} would fail${failed > 0 ? ` (${codes})` : ''}`,
    ...(blank > 0 ? [`, ${plural(blank, 'blank line')} skipped`] : []),
    `\nabout ${showTime(seconds)} of computing on ${plural(threads, 'thread')} and ${showSize(bytes)} of output; nothing was written`,
  ];
  messages.say('dry-run', text.join(''), {
    records,
    blank,
    failed,
    byCode: Object.fromEntries(byCode),
    seconds,
    threads,
    bytes,
  });
  return failed > 0 ? EXIT.someFailed : EXIT.ok;
}
