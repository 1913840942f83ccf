/** The parts of a record that outcomes are read from, as far as they are there. */
interface OutcomeRecord {
  readonly forecast?: {
    readonly horizon?: readonly number[];
    readonly targets?: Readonly<
      Record<
        string,
        {
          readonly mean?: readonly number[] | null;
          readonly median?: readonly number[] | null;
          readonly sd?: readonly number[] | null;
          readonly quantiles?: Readonly<Record<string, readonly number[]>> | null;
        }
      >
    >;
    readonly events?: readonly { readonly name: string; readonly probability: number }[];
  };
  readonly shadow_monitor?: {
    readonly variables?: Readonly<Record<string, { readonly variance_explained?: number | null }>>;
  };
  readonly assessment?: Readonly<Record<string, unknown>>;
}

/** Numbers of a record as a whole. */
const WHOLE = ['correction_share', 'confidence', 'fragility', 'risk'] as const;
type Whole = (typeof WHOLE)[number];

/** What one outcome is of a record; NaN where the record does not say it. */
export type ReadOutcome = (record: OutcomeRecord) => number;

const numberOr = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

const READ_WHOLE: Readonly<Record<Whole, ReadOutcome>> = {
  correction_share: ({ shadow_monitor }) => {
    const shares = Object.values(shadow_monitor?.variables ?? {});
    return shares.reduce(
      (most, { variance_explained }) => Math.max(most, variance_explained ?? 0),
      0,
    );
  },
  confidence: ({ assessment }) => numberOr(assessment?.['confidence']),
  fragility: ({ assessment }) => numberOr(assessment?.['fragility']),
  risk: ({ assessment }) => numberOr(assessment?.['risk']),
};
const isWhole = (name: string): name is Whole => Object.hasOwn(READ_WHOLE, name);

const LAST = 'last';
const TARGET = /^([A-Za-z]\w*)(?:\.(mean|median|sd|q0?\.\d+))?(?:@(\d+|last))?$/;

/**
 * Reads the name of an outcome: `NAME` (a target's mean at the last turn ahead), `NAME@8`,
 * `NAME.median`, `NAME.sd@8`, `NAME.q0.9@8`, `p_NAME` (the probability of an event), or
 * correction_share, confidence, fragility, risk.
 * @returns null: it is the name of none
 */
export function readOutcome(text: string): ReadOutcome | null {
  if (isWhole(text)) return READ_WHOLE[text];
  const [, name, statistic = 'mean', at = LAST] = TARGET.exec(text) ?? [];
  if (name === undefined) return null;
  const isPlain = statistic === 'mean' && at === LAST;
  const event = name.startsWith('p_') && isPlain ? name.slice(2) : null;
  return ({ forecast }) => {
    const found =
      event === null ? undefined : forecast?.events?.find((item) => item.name === event);
    if (found !== undefined) return found.probability;
    const target = forecast?.targets?.[name];
    const values =
      statistic === 'mean' || statistic === 'median' || statistic === 'sd'
        ? target?.[statistic]
        : target?.quantiles?.[String(Number(statistic.slice(1)))];
    const horizon = forecast?.horizon ?? [];
    const place = at === LAST ? horizon.length - 1 : horizon.indexOf(Number(at));
    return numberOr(values?.[place]);
  };
}

/**
 * The turn ahead that the name of an outcome asks for, and the target it is of.
 * @returns null: the name asks for none
 */
export function turnAskedFor(
  text: string,
): { readonly target: string; readonly turn: number } | null {
  const [, target, , at] = TARGET.exec(text) ?? [];
  return target === undefined || at === undefined || at === LAST
    ? null
    : { target, turn: Number(at) };
}

/** Every outcome of a record that is looked at unasked. */
export function outcomesOf({ forecast }: OutcomeRecord): readonly string[] {
  return [
    ...Object.keys(forecast?.targets ?? {}),
    ...(forecast?.events ?? []).map(({ name }) => `p_${name}`),
    ...WHOLE,
  ];
}
