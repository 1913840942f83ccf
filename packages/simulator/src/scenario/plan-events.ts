import { fail, type ScenarioConfig } from '@pulse-stream/worldstate';
import type { ForecastEvent, Warning } from '@pulse-stream/worldstate/internal';
import { compileExpression, type CompiledExpression } from '../language/compile-expression.ts';
import { eventScope } from '../model/compile-forecast.ts';
import type { CompiledEvent } from '../model/compiled-model.ts';
import type { Program } from '../model/program.ts';

/** An event ready to be looked for: at any of the turns from..to. */
export interface PlannedEvent {
  readonly name: string;
  readonly condition: CompiledExpression<boolean>;
  readonly from: number;
  readonly to: number;
}

/** The events a scenario looks for: its own, else those of the model that fit its turns. */
export function planEvents(
  program: Program,
  config: ScenarioConfig,
  warnings: Warning[],
): PlannedEvent[] {
  const ofConfig = config.forecast?.events;
  const planned: PlannedEvent[] = [];
  const seen = new Set<string>();
  const events: readonly (ForecastEvent | CompiledEvent)[] = ofConfig ?? program.compiled.events;
  for (const [index, event] of events.entries()) {
    const path = `forecast.events[${index}]`;
    if (seen.has(event.name))
      fail('config-invalid', 'initialise', `event "${event.name}" is there twice`, {
        path: `${path}.name`,
      });
    seen.add(event.name);
    const last = event.at ?? event.by ?? config.turns;
    if (last <= config.turns) {
      planned.push({
        name: event.name,
        condition: 'condition' in event ? event.condition : compileCondition(program, event, path),
        from: event.at ?? 1,
        to: last,
      });
      continue;
    }
    const message = `turn ${last} of event ${event.name} comes after the last turn ${config.turns}`;
    if (ofConfig !== undefined)
      fail('config-invalid', 'initialise', message, {
        path: `${path}.${event.at === undefined ? 'by' : 'at'}`,
      });
    warnings.push({ type: 'event-out-of-range', message: `${message}: it was left out` });
  }
  return planned;
}

function compileCondition(
  program: Program,
  event: ForecastEvent,
  path: string,
): CompiledExpression<boolean> {
  const scope = eventScope(program.names, program.compiled.params.names);
  return compileExpression(event.when, { ...scope, stage: 'initialise', path: `${path}.when` });
}
