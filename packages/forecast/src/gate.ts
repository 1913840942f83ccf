import { ScenarioError } from '@pulse-stream/worldstate';
import {
  hintNearest,
  type EventForecast,
  type GravityRecord,
  type ShadowRecord,
} from '@pulse-stream/worldstate/internal';
import { unknownBecause, type Reading } from './reading.ts';

/** A compiled `--gate` expression; the simulate stage owns the grammar, so it is handed in. */
export interface GatePredicate {
  /** As the user wrote it. */
  readonly expr: string;
  /** Names of the operands it reads, each once. */
  readonly operands: readonly string[];
  /** Evaluates the expression; may throw a ScenarioError (a division by zero). */
  holds(read: (operand: string) => number): boolean;
}

/** Operands that every record has; beside them `p_NAME`, the probability of event NAME. */
export const GATE_OPERANDS = [
  'correction_share',
  'energy_share',
  'dominance',
  'confidence',
  'fragility',
  'skill',
] as const;

const EVENT = 'p_';

/** True for a name a gate may read: one of `GATE_OPERANDS`, or `p_` and the name of an event. */
export function isGateOperand(name: string): boolean {
  return (
    (GATE_OPERANDS as readonly string[]).includes(name) || // widened: the list holds any string
    (name.startsWith(EVENT) && name.length > EVENT.length)
  );
}

/** What the operands are computed from. */
export interface GateEvidence {
  readonly gravity: GravityRecord | null;
  readonly shadow: ShadowRecord | null;
  readonly events: readonly EventForecast[];
  readonly confidence: Reading;
  readonly fragility: Reading;
  readonly skill: Reading;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/**
 * The value of every operand of a gate. correction_share is the largest max(0, variance explained)
 * over the critical variables, 0 where gravity is off or untaught; energy_share and dominance are
 * the largest over them; all three are null without a shadow monitor.
 * @see DESIGN.md §4
 */
export function collectOperands(evidence: GateEvidence): ReadonlyMap<string, Reading> {
  const { gravity, shadow, events, confidence, fragility, skill } = evidence;
  const unwatched = unknownBecause('no shadow monitor was run');
  const variables = Object.values(shadow?.variables ?? {});
  const over = (values: readonly number[]): Reading =>
    shadow === null ? unwatched : { value: largest(values) };
  const explained = over(variables.map((variable) => variable.variance_explained ?? 0));
  return new Map<string, Reading>([
    ['correction_share', gravity?.status === 'off' ? { value: 0 } : explained],
    ['energy_share', over(variables.map((variable) => variable.energy_share))],
    ['dominance', over(variables.map((variable) => variable.dominance))],
    ['confidence', confidence],
    ['fragility', fragility],
    ['skill', skill],
    ...events.map(({ name, probability }): [string, Reading] => [
      EVENT + name,
      { value: probability },
    ]),
  ]);
}

/** What a gate said about one record. */
export interface GateResult {
  readonly expr: string;
  readonly passed: boolean;
  /** Why it did not pass. */
  readonly reason?: string;
}

/** Names of the events whose probability a gate reads. */
export function eventsOfGate({ operands }: GatePredicate): string[] {
  return operands.flatMap((name) => (name.startsWith(EVENT) ? [name.slice(EVENT.length)] : []));
}

function explainUnknown(name: string, operands: ReadonlyMap<string, Reading>): string {
  const reading = operands.get(name);
  if (reading !== undefined) return `${name} is null: ${reading.reason ?? 'no reason given'}`;
  if (!isGateOperand(name)) return `${name} is not an operand of a gate`;
  const hint = hintNearest(name, operands.keys());
  return `${name}: the scenario has no event ${name.slice(EVENT.length)}${hint === undefined ? '' : ` (${hint})`}`;
}

/**
 * Evaluates a gate. It passes only when every operand it reads is known and the expression holds;
 * an expression that cannot be computed does not pass.
 * @param operands see `collectOperands`
 */
export function evaluateGate(
  gate: GatePredicate,
  operands: ReadonlyMap<string, Reading>,
): GateResult {
  const refuse = (reason: string): GateResult => ({ expr: gate.expr, passed: false, reason });
  const values = new Map<string, number>();
  for (const name of gate.operands) {
    const reading = operands.get(name);
    if (reading === undefined || reading.value === null) {
      return refuse(explainUnknown(name, operands));
    }
    values.set(name, reading.value);
  }
  try {
    const holds = gate.holds((name) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`the gate reads ${name} without declaring it`);
      return value;
    });
    if (holds) return { expr: gate.expr, passed: true };
  } catch (error) {
    if (error instanceof ScenarioError) return refuse(`cannot be computed: ${error.message}`);
    throw error;
  }
  const read = [...values].map(([name, value]) => `${name} = ${value}`);
  return refuse(`does not hold: ${read.join(', ') || gate.expr}`);
}
