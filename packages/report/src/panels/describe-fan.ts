import { centreOf, type Fan } from '../gather/fan.ts';
import { NBSP, showNumber } from '../markup/show-number.ts';

/** Beyond both ends by this share of what the path covers, an extreme is what a path shows. */
const PEAK_SHARE = 0.2;
/** A change below this share of the widest band at the end is none. */
const CALM_SHARE = 0.1;

const when = ({ labels, horizon }: Fan, at: number): string =>
  labels?.[at] ?? `turn ${horizon[at] ?? 0}`;

/** What a fan shows, without its subject: "rises from .02 to .17". */
export function describeFan(fan: Fan): string {
  const centre = centreOf(fan);
  const path = fan.start === null ? centre : [fan.start, ...centre];
  const [first = 0] = path;
  const last = path.at(-1) ?? 0;
  const [top, bottom] = [Math.max(...path), Math.min(...path)];
  const covered = top - bottom;
  const peak = top - Math.max(first, last);
  const trough = Math.min(first, last) - bottom;
  const far = Math.max(peak, trough);
  if (far > PEAK_SHARE * covered) {
    const [extreme, verb] = peak >= trough ? [top, 'peaks'] : [bottom, 'dips'];
    const at = centre.indexOf(extreme);
    return `${verb} at ${showNumber(extreme)} in ${when(fan, at)}, ends at ${showNumber(last)}`;
  }
  const { low, high } = fan.bands[0] ?? { low: [], high: [] };
  const width = (high.at(-1) ?? 0) - (low.at(-1) ?? 0);
  const change = last - first;
  if (path.length === 1) return `is at ${showNumber(last)} in ${when(fan, 0)}`;
  if (Math.abs(change) <= CALM_SHARE * width || change === 0)
    return `stays near ${showNumber(last)}`;
  const from = fan.start === null ? `${showNumber(first)} in ${when(fan, 0)}` : showNumber(first);
  if (furthestBack(path, change) > PEAK_SHARE * covered)
    return `goes up and down from ${from} to ${showNumber(last)}`;
  return `${change > 0 ? 'rises' : 'falls'} from ${from} to ${showNumber(last)}`;
}

/** The most that a path goes back against its whole change, from the furthest it had come before. */
function furthestBack(path: readonly number[], change: number): number {
  let [furthest = 0] = path;
  let back = 0;
  for (const value of path) {
    furthest = change > 0 ? Math.max(furthest, value) : Math.min(furthest, value);
    back = Math.max(back, Math.abs(furthest - value));
  }
  return back;
}

/** What a fan says of its end: "80 %: .15 to .20 in turn 40"; empty without a band. */
export function describeSpread(fan: Fan): string {
  const band = fan.bands.find(({ percent }) => percent === 80) ?? fan.bands[0];
  const [low, high] = [band?.low.at(-1), band?.high.at(-1)];
  if (band === undefined || low === undefined || high === undefined) return 'one path, no spread';
  const end = when(fan, fan.horizon.length - 1);
  return `${band.percent}${NBSP}%: ${showNumber(low)} to ${showNumber(high)} in ${end}`;
}
