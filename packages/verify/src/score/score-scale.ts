import type { IssuedCell } from '@pulse-stream/forecast/internal';

/** In what values are scored: as they are, or as ln(1 + x), where an error is a share of its size. */
export type ScoreScale = 'natural' | 'log';

/** What lies below 0 counts as 0, as forecasts of counts are read. */
const toLog = (x: number): number => Math.log1p(Math.max(0, x));

/** A forecast on the scale of its scores. */
export function rescaleCell(scale: ScoreScale, cell: IssuedCell): IssuedCell {
  if (scale === 'natural') return cell;
  return {
    point: cell.point === null ? null : toLog(cell.point),
    levels: cell.levels,
    quantiles: cell.quantiles.map(toLog),
    members: cell.members?.map(toLog) ?? null,
  };
}

/** What came true on the scale of the scores; null: it has no place there, as it is below 0. */
export function rescaleTruth(scale: ScoreScale, truth: number): number | null {
  if (scale === 'natural') return truth;
  return truth < 0 ? null : toLog(truth);
}
