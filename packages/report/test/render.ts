import { RunReport, type PageOptions } from '@pulse-stream/report';
import type { Dataset, OutputRecord } from '@pulse-stream/worldstate';

/** Deterministic stand-in for chance: what is drawn does not matter here. */
export function openTestRng() {
  let state = 1;
  const nextUint32 = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  return { nextUint32, nextUnit: () => nextUint32() / 2 ** 32, nextNormal: () => 0, draws: 0 };
}

/** The page of some records. */
export function renderRecords(
  records: Iterable<OutputRecord>,
  options: Partial<PageOptions> & { readonly top?: number } = {},
): string {
  const report = new RunReport({ openRng: openTestRng, top: options.top });
  for (const record of records) report.add(record);
  return report.render({
    command: 'pulse-stream report out.jsonl -o report.html',
    retry: 'pulse-stream retry out.jsonl --input scenarios.ndjson -o fixed.jsonl',
    datasets: new Map<string, Dataset>(),
    ...options,
  });
}

/** Text of a page as a reader sees it. */
export const textOf = (page: string): string =>
  page
    .replaceAll(/<(style|script)[^]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
