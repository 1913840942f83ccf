import type { Line, World } from '@pulse-stream/pipeline';
import {
  createLineProcessor,
  processBatchSteps,
  type LineCost,
  type LineProcessor,
} from '@pulse-stream/pipeline/internal';

/** How long scenarios are tried out to learn what they cost. */
const SAMPLE_MS = 1500;
/** Every kind of line is tried out for so long at least. */
const LEAST_MS = 100;
/** Lines of a kind that are kept, spread evenly over the input, and their bytes. */
const MOST_LINES = 1024;
const MOST_BYTES = 2 * 1024 * 1024;
/** Lines that are timed together, once the first ones were timed alone. */
const MOST_TOGETHER = 64;
/** Reading and writing a line takes so long: where computing it takes more, threads share the work. */
const SHARED_MS = 0.05;
/** What a record costs beside its turns, and a row of its own history, in member-turns. */
const RECORD_TURNS = 100;
const ROW_TURNS = 50;

const weightOf = ({ memberTurns, ownRows }: LineCost): number =>
  memberTurns + RECORD_TURNS + ROW_TURNS * ownRows;

/** A line with what it is guessed to cost. */
interface Kept {
  readonly line: Line;
  readonly weight: number;
  readonly recordBytes: number;
}

/** What lines of about one weight cost: counted all, tried out some. */
class Stratum {
  weight = 0;
  recordBytes = 0;
  lines = 0;
  kept: Kept[] = [];
  readonly hasOwnRows: boolean;
  #bytes = 0;
  #stride = 1;

  constructor(hasOwnRows: boolean) {
    this.hasOwnRows = hasOwnRows;
  }

  add(line: Line, cost: LineCost): void {
    const weight = weightOf(cost);
    this.weight += weight;
    this.recordBytes += cost.recordBytes;
    this.lines += 1;
    if ((this.lines - 1) % this.#stride !== 0) return;
    // a copy: the line is a view into what was read with it
    const own = { ...line, bytes: line.bytes.slice() };
    this.kept.push({ line: own, weight, recordBytes: cost.recordBytes });
    this.#bytes += own.bytes.length;
    while (this.kept.length > MOST_LINES || (this.#bytes > MOST_BYTES && this.kept.length > 1)) {
      this.kept = this.kept.filter((_, index) => index % 2 === 0);
      this.#bytes = this.kept.reduce((sum, { line: { bytes } }) => sum + bytes.length, 0);
      this.#stride *= 2;
    }
  }
}

/** Work and output of a run, as far as a sample tells. */
export interface Estimate {
  /** Computing of one thread: of lines that are worth giving to another one, and of all others. */
  readonly sharedSeconds: number;
  readonly ownSeconds: number;
  readonly bytes: number;
}

interface Timed {
  readonly ms: number;
  readonly weight: number;
}

/**
 * A sample of the lines of a run. Lines are sorted by what they are guessed to cost, so that a few
 * heavy ones among many light ones are neither missed nor taken for all.
 */
export class WorkSample {
  readonly #strata = new Map<string, Stratum>();

  add(line: Line, cost: LineCost): void {
    const kind = `${Math.floor(Math.log2(weightOf(cost)))} ${cost.ownRows > 0}`;
    let stratum = this.#strata.get(kind);
    if (stratum === undefined) this.#strata.set(kind, (stratum = new Stratum(cost.ownRows > 0)));
    stratum.add(line, cost);
  }

  /** Runs the sample. @param now milliseconds of computing so far */
  estimate(world: World, now: () => number): Estimate {
    const processor = createLineProcessor(world);
    const strata = [...this.#strata.values()];
    const total = strata.reduce((sum, { weight }) => sum + weight, 0);
    let [sharedMs, ownMs, bytes] = [0, 0, 0];
    for (const stratum of strata) {
      const budget = Math.max(LEAST_MS, (SAMPLE_MS * stratum.weight) / total);
      const tried = tryOut(stratum, processor, budget, now);
      if (tried.ms / stratum.lines > SHARED_MS) sharedMs += tried.ms;
      else ownMs += tried.ms;
      bytes += tried.bytes;
    }
    const [sharedSeconds, ownSeconds] = [sharedMs / 1000, ownMs / 1000];
    return { sharedSeconds, ownSeconds, bytes: Math.round(bytes) };
  }
}

/** What all lines of a stratum take, and write. */
function tryOut(
  { kept, weight, recordBytes, lines, hasOwnRows }: Stratum,
  processor: LineProcessor,
  budget: number,
  now: () => number,
): { readonly ms: number; readonly bytes: number } {
  const timed: Timed[] = [];
  const start = now();
  let [written, guessed, from] = [0, 0, 0];
  for (let together = 1; now() - start < budget; together = Math.min(2 * together, MOST_TOGETHER)) {
    const batch = kept.slice(from, from + together);
    from += batch.length;
    // short files are run as a whole; lines of long ones are tried again until the engine knows them,
    // but for histories, which would be known as well
    if (batch.length === 0) break;
    if (from >= kept.length && kept.length < lines && !hasOwnRows) from = 0;
    const done = runLines(processor, batch, budget, now);
    const weighs = batch.reduce((sum, each) => sum + each.weight, 0);
    timed.push({ ms: done.ms, weight: weighs });
    if (done.bytes === null) continue;
    written += done.bytes;
    guessed += batch.reduce((sum, each) => sum + each.recordBytes, 0);
  }
  const all = addUp(timed);
  const late = addUp(timed.slice(Math.floor(timed.length / 2)));
  const rest = Math.max(0, weight - all.weight);
  return {
    ms:
      all.weight > weight
        ? (all.ms * weight) / all.weight
        : all.ms + (rest * late.ms) / late.weight,
    bytes: guessed === 0 ? recordBytes : (recordBytes * written) / guessed,
  };
}

function addUp(timed: readonly Timed[]): Timed {
  return {
    ms: timed.reduce((total, { ms }) => total + ms, 0),
    weight: timed.reduce((total, { weight }) => total + weight, 0),
  };
}

/**
 * Runs lines as a run does. One that takes longer than there is time for is given up, and what it
 * would have taken follows from how far it came; its record is not known then (`bytes` null).
 */
function runLines(
  processor: LineProcessor,
  kept: readonly Kept[],
  budget: number,
  now: () => number,
): { readonly ms: number; readonly bytes: number | null } {
  const start = now();
  const steps = processBatchSteps(processor, { lines: kept.map(({ line }) => line), blank: 0 });
  let bytes = 0;
  for (;;) {
    const step = steps.next();
    const elapsed = now() - start;
    if (step.done === true) return { ms: elapsed, bytes: bytes + step.value.bytes.length };
    if (step.value.kind === 'output') {
      bytes += step.value.output.bytes.length;
      step.value.output.release?.();
    } else if (kept.length === 1 && step.value.progress !== null && elapsed > budget) {
      const { done, total } = step.value.progress;
      if (done > 0) return { ms: (elapsed * total) / done, bytes: null };
    }
  }
}
