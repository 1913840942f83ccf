import {
  ScenarioConfig,
  WorldModel,
  type ScenarioConfigInput,
  type SimulatedRun,
} from '@pulse-stream/worldstate';
import type { RunAttribution, RunSlot } from '@pulse-stream/worldstate/internal';

/** A slot that is forecast. */
export function makeSlot(name: string, rest: Partial<RunSlot> = {}): RunSlot {
  return { name, kind: 'variable', unit: null, transform: 'identity', noise: 1, ...rest };
}

interface RunParts {
  readonly config?: ScenarioConfigInput;
  readonly targets?: readonly RunSlot[];
  readonly horizons?: readonly number[];
  readonly quantiles?: readonly number[];
  /** Members of each cell: target by target, horizon by horizon. null: the control run alone. */
  readonly cells: readonly (readonly number[])[] | null;
  readonly control?: readonly number[];
  readonly member?: number | null;
  readonly events?: Readonly<Record<string, number>>;
  readonly exposureChanges?: readonly number[];
  readonly exposure?: SimulatedRun['exposure'];
  readonly symbolic?: SimulatedRun['control']['symbolic'];
  readonly attribution?: readonly RunAttribution[];
}

/** A simulated run with the given members; one target `x` at turn 1 unless the parts say more. */
export function makeRun(parts: RunParts): SimulatedRun {
  const { targets = [makeSlot('x')], horizons = [1], cells, events = {}, member = null } = parts;
  const members = cells?.[0]?.length ?? 1;
  const world = { turn: 0, overlays: {}, variables: {}, capital: {} };
  const counts = Object.values(events);
  return {
    kind: 'run',
    config: ScenarioConfig.parse(parts.config ?? {}),
    model: WorldModel.parse({ name: 'test', slots: { x: { kind: 'variable', initial: 0 } } }),
    seed: 7,
    members,
    member,
    slots: targets,
    targets,
    horizons,
    quantiles: parts.quantiles ?? [0.1, 0.5, 0.9],
    eventNames: Object.keys(events),
    control: {
      start: world,
      final: world,
      values: Float64Array.from(parts.control ?? targets.flatMap(() => horizons.map(() => 0))),
      events: counts.map((count) => count > 0),
      exposureChange: 0,
      trace: null,
      symbolic: parts.symbolic ?? null,
    },
    ensemble:
      cells === null
        ? null
        : {
            members,
            values: Float64Array.from(cells.flat()),
            eventCounts: Int32Array.from(counts),
            exposureChanges: Float64Array.from(parts.exposureChanges ?? Array(members).fill(0)),
          },
    deterministic: false,
    attribution: parts.attribution ?? [],
    corrections: [],
    exposure: parts.exposure ?? null,
    draws: 0,
    warnings: [],
  };
}

/** 0, 1, … count − 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
