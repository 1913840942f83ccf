import type { BacktestLine } from '@pulse-stream/verify';
import type { BacktestMethod } from '@pulse-stream/verify/internal';
import { bestBaseline, overSteps, targetsOf } from './best-baseline.ts';

/** A difference is told when chance alone would give one as large less often than this. */
const LEVEL = 0.05;

/** Gravity-on against another method, over all targets and steps. */
interface Comparison {
  /** How the other method is called. */
  readonly name: string;
  /** By how much the score of gravity-on is lower, in % of the other's. */
  readonly gain: number;
  /** Of the test of equal skill, its sign as that of `gain`; null: too few origins, or no difference. */
  readonly t: number | null;
  readonly p: number | null;
}

/**
 * What the numbers say, in plain words: whether gravity and the model have any skill here. Of every
 * comparison it says better, worse, or that it cannot be told; and which targets are behind the best
 * baseline, whether by chance or not.
 */
export function backtestVerdict(lines: readonly BacktestLine[]): string {
  const all = overSteps(lines);
  const scoreOf = (method: string) =>
    all.find((line) => line.method === method)?.scaled_crps ?? null;
  const on = scoreOf('gravity-on');
  if (on === null) return 'Nothing could be scored.';
  const compare = (method: BacktestMethod, name: string): Comparison[] => {
    const line = all.find((other) => other.method === method);
    const { scaled_crps: score = null, dm_t_vs_on: t = null, dm_p_vs_on: p = null } = line ?? {};
    return score === null || score === 0 ? [] : [{ name, gain: 100 * (1 - on / score), t, p }];
  };
  const best = bestBaseline(all)?.method ?? null;
  const [walk] = compare('random-walk', 'random-walk');
  const [ahead] = best === null ? [] : compare(best, best);
  const comparisons = [
    ...compare('gravity-off', 'gravity-off'),
    ...(walk === undefined ? [] : [walk]),
    ...(ahead === undefined || best === 'random-walk'
      ? []
      : [{ ...ahead, name: `the best baseline, ${ahead.name}` }]),
  ];
  const told = comparisons.filter(isTold);
  const untold = comparisons.filter((comparison) => !isTold(comparison));
  const behind = targetsBehind(lines);
  return [
    withoutSkill(walk, 'No skill') ?? withoutSkill(ahead, `No skill beyond ${best ?? ''}`) ?? '',
    told.length === 0 ? '' : `gravity-on is ${told.map(describe).join(', ')}.`,
    untold.length === 0
      ? ''
      : `Whether ${told.length === 0 ? 'gravity-on' : 'it'} is better or worse cannot be told against ${untold.map(describeUntold).join(', ')}.`,
    behind.length === 0 ? '' : `Behind the best baseline on ${listSome(behind)}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

const isTold = ({ gain, t, p }: Comparison): boolean =>
  t !== null && p !== null && p < LEVEL && gain * t > 0;

const percent = (gain: number) => `${Math.abs(gain).toFixed(1)} % ${gain < 0 ? 'worse' : 'better'}`;

const describe = ({ name, gain }: Comparison) => `${percent(gain)} than ${name}`;

function describeUntold({ name, gain, p }: Comparison): string {
  if (gain === 0) return `${name} (no difference)`;
  return `${name} (${percent(gain)}, ${sayChance(p)})`;
}

const sayChance = (p: number | null) => (p === null ? 'too few origins' : `p ${p.toFixed(2)}`);

/** What stands in front when gravity-on is not shown to be better; null: it is. */
function withoutSkill(comparison: Comparison | undefined, text: string): string | null {
  if (comparison === undefined) return null;
  if (!isTold(comparison)) return `${text} shown.`;
  return comparison.gain < 0 ? `${text}:` : null;
}

/** Targets that are named. */
const NAMED = 10;

const listSome = (names: readonly string[]) =>
  names.slice(0, NAMED).join(', ') +
  (names.length > NAMED ? ` and ${names.length - NAMED} more` : '');

/** Targets on which gravity-on scores higher than the best baseline there, which it is and by how much. */
function targetsBehind(lines: readonly BacktestLine[]): string[] {
  return targetsOf(lines).flatMap((name) => {
    const own = overSteps(lines, name);
    const on = own.find(({ method }) => method === 'gravity-on')?.scaled_crps ?? null;
    const best = bestBaseline(own);
    if (on === null || best === undefined || best.scaled_crps === null) return [];
    const { dm_t_vs_on: t = null, dm_p_vs_on: p = null } = best;
    const gain = 100 * (1 - on / best.scaled_crps);
    if (!(gain < 0)) return [];
    const perhaps = isTold({ name, gain, t, p }) ? '' : `, ${sayChance(p)}`;
    return [`${name} (${best.method}, ${percent(gain)}${perhaps})`];
  });
}
