import {
  checkLine,
  createBatchSource,
  createLineProcessor,
  processBatch,
  type Line,
  type LineCost,
  type World,
} from '@pulse-stream/pipeline';
import type { FailureCode } from '@pulse-stream/worldstate';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { openRunInputs } from '../run-inputs.ts';

/** How long scenarios are tried out to learn what they cost. */
const SAMPLE_MS = 1000;
/** What a record costs beside its turns, in member-turns. */
const RECORD_TURNS = 100;

/** What was learned by running some of the scenarios. */
class Sample {
  #ms = 0;
  #bytes = 0;
  #turns = 0;
  #estimated = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get full(): boolean {
    return this.#ms >= SAMPLE_MS;
  }

  run(world: World, line: Line, cost: LineCost): void {
    const start = this.#now();
    const { bytes } = processBatch(createLineProcessor(world), { lines: [line], blank: 0 });
    this.#ms += this.#now() - start;
    this.#bytes += bytes.length;
    this.#turns += cost.memberTurns + RECORD_TURNS;
    this.#estimated += cost.recordBytes;
  }

  /** Seconds and bytes of so much work, at the rates of the sample. */
  extrapolate(turns: number, estimated: number): { seconds: number; bytes: number } {
    return {
      seconds: this.#turns === 0 ? 0 : (turns * this.#ms) / this.#turns / 1000,
      bytes: this.#estimated === 0 ? 0 : Math.round((estimated * this.#bytes) / this.#estimated),
    };
  }
}

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
 * `run --dry-run`: reads and checks every line, runs a second of them to measure, and says how many
 * records a run would write, how long it would take and how large they would be. Writes nothing.
 */
export async function dryRun(
  world: World,
  paths: readonly string[],
  context: CommandContext,
  signal: AbortSignal,
): Promise<number> {
  const { terminal, messages } = context;
  const source = createBatchSource(await openRunInputs(paths, context, signal));
  const sample = new Sample(terminal.now);
  const byCode = new Map<FailureCode, number>();
  let [records, blank, failed, turns, estimated] = [0, 0, 0, 0, 0];
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
        if (cost === null) continue;
        turns += cost.memberTurns + RECORD_TURNS;
        estimated += cost.recordBytes;
        if (!sample.full) sample.run(world, line, cost);
      }
    }
  } finally {
    source.close();
    await source.closed();
  }
  const { seconds, bytes } = sample.extrapolate(turns, estimated);
  const codes = [...byCode].map(([code, count]) => `${code} ${count}`).join(', ');
  const text = [
    `dry run: ${records} records, ${failed} would fail${failed > 0 ? ` (${codes})` : ''}`,
    ...(blank > 0 ? [`, ${blank} blank lines skipped`] : []),
    `\nabout ${showTime(seconds)} and ${showSize(bytes)} of output; nothing was written`,
  ];
  messages.say('dry-run', text.join(''), {
    records,
    blank,
    failed,
    byCode: Object.fromEntries(byCode),
    seconds,
    bytes,
  });
  return failed > 0 ? EXIT.someFailed : EXIT.ok;
}
