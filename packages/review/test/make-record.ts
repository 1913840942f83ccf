/** What a test says of a result; the rest is as in a plain run. */
export interface Given {
  readonly id?: string;
  readonly line: number;
  readonly status?: 'complete' | 'gated';
  readonly config?: Readonly<Record<string, unknown>>;
  readonly horizon?: readonly number[];
  /** By target: mean, sd and the central 80 % interval at every turn ahead. */
  readonly targets?: Readonly<
    Record<string, { mean: number[]; sd?: number[]; low?: number[]; high?: number[] }>
  >;
  readonly events?: readonly { readonly name: string; readonly probability: number }[];
  readonly start?: Readonly<Record<string, { start: number; unit: string | null }>>;
  readonly assessment?: Readonly<Record<string, unknown>>;
  readonly verdict?: string;
  readonly warnings?: readonly { readonly type: string; readonly message: string }[];
  readonly seed?: number;
}

/** A result as it is read from an output. */
export function makeResult(given: Given) {
  const targets = Object.entries(given.targets ?? {}).map(
    ([name, { mean, sd, low, high }]) =>
      [
        name,
        {
          unit: 'm',
          mean,
          median: mean,
          sd: sd ?? null,
          quantiles: low === undefined || high === undefined ? null : { '0.1': low, '0.9': high },
        },
      ] as const,
  );
  return {
    kind: 'result',
    schema: 2,
    ...(given.id === undefined ? {} : { id: given.id }),
    line: given.line,
    batch_index: given.line - 1,
    status: given.status ?? 'complete',
    line_sha256: '',
    config: given.config ?? {},
    run: {
      model: 'lake',
      model_hash: 'abc',
      seed: given.seed ?? 7,
      members: 50,
      turns: 3,
      engine_version: '0.1.0',
    },
    final_state: {},
    forecast: {
      origin: null,
      horizon: given.horizon ?? [1],
      targets: Object.fromEntries(targets),
      quantile_type: 7,
      events: given.events ?? [],
      attribution: given.start ?? {},
      calibration: 'declared',
    },
    gravity: {},
    shadow_monitor: { triggered: false, verdict: given.verdict ?? 'healthy', variables: {} },
    assessment: {
      confidence: null,
      fragility: null,
      risk: null,
      trust_label: 'Unverified',
      action: 'Unverified',
      gate: null,
      symbolic: null,
      ...given.assessment,
    },
    warnings: given.warnings ?? [],
  };
}

/** A result of a group that says one interval of each target at each turn. */
export function makeMember(
  line: number,
  group: string,
  intervals: Readonly<Record<string, readonly (readonly [number, number])[]>>,
) {
  const targets = Object.entries(intervals).map(([name, list]) => [
    name,
    {
      mean: list.map(([low, high]) => (low + high) / 2),
      sd: list.map(() => 1),
      low: list.map(([low]) => low),
      high: list.map(([, high]) => high),
    },
  ]);
  const turns = Math.max(0, ...Object.values(intervals).map((list) => list.length));
  return makeResult({
    id: `s${line}`,
    line,
    config: { group },
    horizon: Array.from({ length: turns }, (_, at) => at + 1),
    targets: Object.fromEntries(targets),
  });
}

export function makeFailure(line: number, type = 'config-invalid', message = 'no such key') {
  return {
    kind: 'failure',
    schema: 2,
    line,
    batch_index: line - 1,
    status: 'failed',
    line_sha256: '',
    error: { type, stage: 'decode', message, path: 'turns', hint: 'leave it out' },
  };
}
