import type {
  CorrectionTotal,
  GravityRecord,
  GravityVariable,
} from '@pulse-stream/worldstate/internal';
import type { HealthThresholds } from './health-thresholds.ts';
import { examineHealth } from './health.ts';
import type { ResolvedGravityOptions } from '../options/options.ts';
import type { Retrodiction } from '../history/retrodict.ts';
import { isTaught } from '../history/taught.ts';

/** What the record says about gravity is made of this. */
export interface GravityAccount {
  /** null: no history was gone through, so nothing is taught. */
  readonly retrodiction: Retrodiction | null;
  /** What gravity did in the forecast, per corrected slot. */
  readonly totals: readonly CorrectionTotal[];
  readonly options: ResolvedGravityOptions;
  /** Gravity was switched off. */
  readonly off: boolean;
  /** Variables whose correction was halved. */
  readonly attenuated: ReadonlySet<string>;
  readonly thresholds?: HealthThresholds | undefined;
}

/**
 * The `gravity` part of a record: status is that of the most taught variable (untaught < attenuated
 * < active); means are in transformed units; variables are sorted by name.
 * @see DESIGN.md §3, FORECAST.md §2
 */
export function reportGravity(account: GravityAccount): GravityRecord {
  const { retrodiction, totals, options, off, attenuated } = account;
  const counts = {
    method: options.method,
    observations_used: retrodiction?.used ?? 0,
    refused: retrodiction?.refused ?? 0,
  };
  if (off || retrodiction === null) {
    const status = off ? 'off' : 'untaught';
    return {
      status,
      ...counts,
      variables: {},
      top_contributors: [],
      health: { status, warnings: [], recommendations: [] },
    };
  }
  const { state, contributors } = retrodiction;
  const variables = new Map<string, GravityVariable>();
  for (const [row, name] of state.variables.entries()) {
    const status = !isTaught(state, row, options)
      ? 'untaught'
      : attenuated.has(name)
        ? 'attenuated'
        : 'active';
    const total = totals.find(({ slot }) => slot === name);
    variables.set(name, { status, ...describeTotal(total) });
  }
  const statuses = new Set([...variables.values()].map(({ status }) => status));
  return {
    status: statuses.has('active')
      ? 'active'
      : statuses.has('attenuated')
        ? 'attenuated'
        : 'untaught',
    ...counts,
    variables: Object.fromEntries(variables),
    top_contributors: contributors.map(({ name, share }) => ({ name, share })),
    health: examineHealth(retrodiction, options, account.thresholds),
    ...(state.method === 'sgd' ? { lambda: state.lambda } : {}),
  };
}

/** Σ|c|/(Σ|c| + Σ|D|) is the share; 0 when neither moved. */
function describeTotal(total: CorrectionTotal | undefined): Omit<GravityVariable, 'status'> {
  if (total === undefined) return { correction_mean: 0, correction_share: 0, clipped: 0 };
  const { mean, absolute, absoluteDrift, clipped } = total;
  const moved = absolute + absoluteDrift;
  return {
    correction_mean: mean,
    correction_share: moved === 0 ? 0 : absolute / moved,
    clipped,
  };
}
