import { encodeRecord } from '@pulse-stream/codec';
import { readMetaText } from '@pulse-stream/codec/internal';
import { createWorld, type Line, type PipelineOptions } from '@pulse-stream/pipeline';
import {
  createLineProcessor,
  processBatch,
  type LineProcessor,
} from '@pulse-stream/pipeline/internal';
import { from, lastValueFrom, toArray } from 'rxjs';
import { byStages } from './by-stages.ts';

/** A whole number below a bound. */
export type Draw = (bound: number) => number;
/** A line as JSON has it. */
export type Config = Record<string, unknown>;

/** Whole numbers below `bound`, the same for the same seed (mulberry32). */
export function openDraw(seed: number): Draw {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

export const pick = <T>(draw: Draw, items: readonly T[]): T => items[draw(items.length)] as T; // not empty

/** The bytes of the batch path and of the operators, and how many lines took the express lane. */
export async function bothWays(lines: readonly Line[], options: PipelineOptions) {
  const world = createWorld(options);
  const { precision } = world.options;
  const processor = createLineProcessor(world);
  let expressed = 0;
  const {
    bytes,
    outcomes,
    warnings = [],
  } = processBatch(
    {
      ...processor,
      express: (...given: Parameters<NonNullable<LineProcessor['express']>>) => {
        const turns = processor.express?.(...given) ?? 0;
        if (turns > 0) expressed += 1;
        return turns;
      },
    },
    { lines, blank: 0 },
  );
  const records = await lastValueFrom(from(lines).pipe(byStages(world), toArray()));
  return {
    batch: new TextDecoder().decode(bytes).trimEnd().split('\n'),
    operators: records.map((record, index) => {
      const isRead = record.kind === 'result' || record.config !== undefined;
      const line = lines[index]?.bytes ?? new Uint8Array();
      return encodeRecord(record, { precision, meta: isRead ? readMetaText(line) : null });
    }),
    outcomes,
    warned: warnings.map(({ index, warning }) => `${index} ${warning.type}`),
    warnable: records.flatMap((record, index) =>
      record.kind === 'failure'
        ? []
        : Array.from(
            new Set(record.warnings.map(({ type }) => type)),
            (type) => `${index} ${type}`,
          ),
    ),
    expected: records.map((record) =>
      record.kind === 'failure' ? record.error.type : record.status,
    ),
    expressed,
  };
}
