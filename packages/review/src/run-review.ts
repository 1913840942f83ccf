import { AssessmentTally } from './assessment-tally.ts';
import { ContradictionFinder } from './contradictions.ts';
import { GroupTally } from './group-tally.ts';
import { InputTally } from './input-tally.ts';
import { byScore, prioritise } from './priority.ts';
import { readRecord, type ReadResult } from './read-record.ts';
import type { PriorityLine, Review } from './review.ts';
import { RunTally } from './run-tally.ts';
import { TargetTally } from './target-tally.ts';
import { TopList } from './top-list.ts';
import { TroubleTally } from './trouble-tally.ts';

/** How much a review tells. */
export interface ReviewOptions {
  /** Results to read first, and contradictions: an integer ≥ 0. Default 20. */
  readonly top?: number | undefined;
  /** Intervals that are kept to find contradictions; default 500,000, some 20 MiB. */
  readonly room?: number | undefined;
}

const DEFAULT_TOP = 20;

/**
 * Folds the records of a run into what it says as a whole. What is kept has a bound, whatever the
 * number of records: counts, the first few of what is told, and the intervals of groups while there is
 * room (`ReviewOptions.room`).
 */
export class RunReview {
  readonly #counts = { total: 0, complete: 0, gated: 0, failed: 0 };
  readonly #runs = new RunTally();
  readonly #troubles = new TroubleTally();
  readonly #tags = new GroupTally('tag');
  readonly #groups = new GroupTally('group');
  readonly #contradictions: ContradictionFinder;
  readonly #priority: TopList<PriorityLine>;
  readonly #assessment = new AssessmentTally();
  readonly #targets = new TargetTally();
  readonly #inputs = new InputTally();

  constructor({ top = DEFAULT_TOP, room }: ReviewOptions = {}) {
    this.#contradictions = new ContradictionFinder(top, room);
    this.#priority = new TopList(top, byScore);
  }

  /**
   * Takes one record.
   * @param record a line of an output, as it was parsed
   * @throws PulseError `input-unreadable` for what is no record; `option-invalid` for a result that
   *   was written without what is needed (slim, or some fields only)
   */
  add(record: unknown): void {
    const read = readRecord(record, this.#counts.total + 1);
    this.#counts.total += 1;
    if (read.kind === 'result') return this.#addResult(read);
    this.#counts.failed += 1;
    return this.#troubles.addFailure(read);
  }

  #addResult(result: ReadResult): void {
    this.#counts[result.gated ? 'gated' : 'complete'] += 1;
    this.#runs.add(result);
    this.#troubles.addWarnings(result);
    this.#tags.add(result.tag, result);
    this.#groups.add(result.group, result);
    this.#contradictions.add(result);
    this.#priority.add(prioritise(result));
    this.#assessment.add(result);
    this.#targets.add(result);
    this.#inputs.add(result);
  }

  /** What the records so far say as a whole. Nothing is changed: more records may follow. */
  report(): Review {
    return {
      kind: 'review',
      records: { ...this.#counts },
      runs: this.#runs.lines(),
      failures: this.#troubles.failures(),
      warnings: this.#troubles.warnings(),
      tags: this.#tags.lines(),
      groups: this.#groups.lines(),
      contradictions: this.#contradictions.report(),
      priority: this.#priority.items,
      assessment: this.#assessment.tell(),
      targets: this.#targets.targets(),
      events: this.#targets.events(),
      inputs: this.#inputs.lines(),
      left_out: [
        this.#contradictions,
        this.#groups,
        this.#tags,
        this.#troubles,
        this.#runs,
        this.#targets,
        this.#inputs,
      ].flatMap((part) => part.leftOut()),
    };
  }
}
