import type { ReadFirstLine } from '@pulse-stream/report';
import type { Review, ScenarioRef } from '@pulse-stream/review';
import { plural } from '../terminal/plural.ts';

const nameOf = ({ id, line }: ScenarioRef): string => id ?? `line ${line}`;

/** Of a review: what contradicts itself, and the results to read first; of one result nothing. */
export function firstLines({ records, contradictions, priority }: Review): ReadFirstLine[] {
  if (records.total - records.failed < 2) return [];
  const { pairs, cells, told } = contradictions;
  const [widest] = told;
  const most = pairs === null ? plural(cells, 'interval') : plural(pairs, 'pair');
  const contradiction: ReadFirstLine[] =
    widest === undefined
      ? []
      : [
          {
            text: `${most} of scenarios of one group contradict each other, the furthest apart ${nameOf(widest.a)} and ${nameOf(widest.b)} at ${widest.target}, turn ${widest.horizon}`,
            panel: 'fans',
          },
        ];
  return [
    ...contradiction,
    ...priority.flatMap(({ scenario, score, why }): ReadFirstLine[] =>
      score > 0 ? [{ text: `Read ${nameOf(scenario)}: ${why}`, panel: 'table' }] : [],
    ),
  ];
}
