import { PulseError, type OutputRecord } from '@pulse-stream/worldstate';
import { WRITTEN_SHORT, type OpenRng } from '@pulse-stream/worldstate/internal';
import { checkRecord } from './gather/check-record.ts';
import { FactsFold } from './gather/run-facts.ts';
import { renderPage, type PageOptions } from './page/render-page.ts';

/** What a report is made with. */
export interface ReportOptions {
  /** Scenarios that are drawn; default 8. */
  readonly top?: number | undefined;
  /** Opens a stream of chance, for the intervals of what inputs do; `openRng` of the simulator. */
  readonly openRng: OpenRng;
}

const DEFAULT_TOP = 8;
/** Takes the records of a run one by one, in bounded memory, and draws one page of them. */
export class RunReport {
  readonly #fold: FactsFold;
  readonly #top: number;

  constructor({ top = DEFAULT_TOP, openRng }: ReportOptions) {
    this.#fold = new FactsFold(openRng);
    this.#top = top;
  }

  /**
   * Takes one record.
   * @param record that `readRecord` of package formats has looked at, or that a run has made
   * @throws PulseError `option-invalid` for a result that was cut down when it was written,
   *   `input-unreadable` for one that no run has written
   */
  add(record: OutputRecord): void {
    const { missing, foreign } = checkRecord(record);
    const where = `the record of line ${record.line}`;
    if (missing.length > 0)
      throw new PulseError(
        'option-invalid',
        `${where} has no ${missing.join(', ')}: a report is made of whole records, and it was ${WRITTEN_SHORT}`,
      );
    if (foreign !== null)
      throw new PulseError('input-unreadable', `${where}: ${foreign} is not as a run writes it`);
    this.#fold.add(record);
  }

  /** The page as HTML: one file that loads nothing. The same records give the same page. */
  render(options: PageOptions): string {
    return renderPage(this.#fold.facts(this.#top), options);
  }
}
