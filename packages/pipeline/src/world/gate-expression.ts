import type { GatePredicate } from '@pulse-stream/forecast';
import { eventsOfGate, GATE_OPERANDS, isGateOperand } from '@pulse-stream/forecast/internal';
import {
  compileExpression,
  type CompiledExpression,
  type CompiledModel,
} from '@pulse-stream/simulator';
import { ExpressionError, NumericError } from '@pulse-stream/simulator/internal';
import { PulseError, ScenarioError } from '@pulse-stream/worldstate';
import { createFailure, hintNearest } from '@pulse-stream/worldstate/internal';

const KNOWN = `it may read ${GATE_OPERANDS.join(', ')}, and p_NAME of an event`;

/** Words of an expression that may be names. */
const WORD = /[A-Za-z_][A-Za-z0-9_]*/g;

/**
 * Reads the expression of `--gate`: a condition over correction_share, energy_share, dominance,
 * confidence, fragility, skill and p_NAME (the probability of event NAME).
 * @param source grammar of MODEL.md §2, without lags and without `turn`
 * @throws PulseError `option-invalid` with the column and, for an unknown operand, the nearest one
 * @see DESIGN.md §4
 */
export function compileGate(source: string): GatePredicate {
  const events = (source.match(WORD) ?? []).filter((word) => word.startsWith('p_'));
  const names = [...GATE_OPERANDS, ...new Set(events.filter((word) => isGateOperand(word)))];
  const compiled = compileCondition(source, names);
  return {
    expr: source,
    operands: compiled.names,
    holds(read) {
      try {
        return compiled.evaluate(read);
      } catch (error) {
        if (!(error instanceof NumericError)) throw error;
        const failure = createFailure(error.code, 'assess', error.message);
        throw new ScenarioError(failure, { cause: error });
      }
    },
  };
}

/**
 * What must be said of a gate before a run: events that the model does not have, so that only lines
 * which declare them can pass.
 * @param gate null: nothing is asked
 */
export function warnGate(gate: GatePredicate | null, { model, events }: CompiledModel): string[] {
  const known = new Set(events.map(({ name }) => name));
  return (gate === null ? [] : eventsOfGate(gate)).flatMap((name) => {
    if (known.has(name)) return [];
    const hint = hintNearest(name, known);
    const meant = hint === undefined ? '' : ` (${hint})`;
    return [
      `gate: no event ${name} in model ${model.name}${meant}; only lines that declare it can pass`,
    ];
  });
}

function compileCondition(source: string, names: readonly string[]): CompiledExpression<boolean> {
  try {
    return compileExpression(source, { names, lags: false, kind: 'boolean', turn: false });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { message, column } = error;
    const hint = error.hint ?? (error.code === 'unknown-name' ? KNOWN : undefined);
    const meant = hint === undefined ? '' : ` (${hint})`;
    throw new PulseError('option-invalid', `gate: column ${column}: ${message}${meant}`, {
      cause: error,
      problems: [{ path: 'gate', message, hint, column }],
    });
  }
}
