import { attempt, isFailure, ScenarioConfig } from '@pulse-stream/worldstate';
import { compileModel, createCore, simulateRun, type CompiledModel } from '@pulse-stream/simulator';
import { openRng } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';
import { NaiveWorld, type NaiveTurn } from './naive-world.ts';
import { fullTurns, SEASONS, shownOf } from './run-world.ts';
import { SteppedMaker, type SteppedWorld } from './stepped-models.ts';

const WORLDS = 250 * Number(process.env['LAWS'] ?? 1);

/** The turns of the interpreter, as the oracle shows them. */
function interpret(compiled: CompiledModel, { config, drivers, row }: SteppedWorld): NaiveTurn[] {
  const surroundings = { drivers, calendar: SEASONS };
  const parsed = ScenarioConfig.parse(config);
  const core = createCore(compiled, { params: parsed.params, surroundings });
  const path = core.start(core.initial, 0, row);
  const start = row === 0 ? {} : { start: { path, corrector: null } };
  const { control } = simulateRun(compiled, parsed, { surroundings, ...start });
  return [
    { shown: shownOf(control.start), fired: [], events: [] },
    ...fullTurns(control.trace).map((turn) => ({
      shown: shownOf(turn),
      fired: turn.fired_rules,
      events: [],
    })),
    { shown: shownOf(control.final), fired: [], events: control.events },
  ];
}

/** Where the interpreter tells something else than the oracle; null: nowhere. */
function differenceOf(found: readonly NaiveTurn[], known: readonly NaiveTurn[]): string | null {
  for (const [turn, { shown, fired }] of known.entries()) {
    const other = found[turn];
    for (const [name, value] of Object.entries(shown))
      if (other?.shown[name] !== value)
        return `turn ${turn}: ${name} is ${other?.shown[name]}, by definition ${value}`;
    if (String(other?.fired) !== String(fired))
      return `turn ${turn}: ${other?.fired.join()} fired, by definition ${fired.join()}`;
  }
  const [final, last] = [found.at(-1), known.at(-1)];
  for (const [name, value] of Object.entries(last?.shown ?? {}))
    if (final?.shown[name] !== value) return `the end of ${name}`;
  const events = last?.events.map((_, index) => known.slice(1).some((turn) => turn.events[index]));
  return String(events) === String(final?.events)
    ? null
    : `events ${String(final?.events)}, by definition ${String(events)}`;
}

test(
  'on random worlds the interpreter gives every bit of the turn law written down a second time',
  () => {
    const maker = new SteppedMaker(openRng(Number(process.env['SEED'] ?? 7), 0, 'stepped worlds'));
    let failures = 0;
    for (let index = 0; index < WORLDS; index += 1) {
      const world = maker.make({ chance: false });
      const where = (): string =>
        `world ${index}\n${JSON.stringify([world.model, world.config, world.drivers.map((d) => ({ ...d, values: [...d.values] })), world.row])}`;
      const compiled = compileModel(world.model);
      const found = attempt(() => interpret(compiled, world));
      let known: NaiveTurn[] | null = null;
      let why = '';
      const config = ScenarioConfig.parse(world.config);
      try {
        known = new NaiveWorld(compiled.model, config, world.drivers, world.row).run(config);
      } catch (error) {
        why = error instanceof Error ? (error.stack ?? '').slice(0, 400) : '';
      }
      if (isFailure(found) || known === null) {
        if (!isFailure(found) || known !== null)
          throw new Error(
            `${isFailure(found) ? found.message : 'it ran'}, by definition: ${why} ${where()}`,
          );
        failures += 1;
        continue;
      }
      const difference = differenceOf(found, known);
      if (difference !== null) throw new Error(`${difference} ${where()}`);
    }
    expect(failures).toBeLessThan(0.2 * WORLDS);
    expect(Math.min(...maker.written.values())).toBeGreaterThan(WORLDS / 50);
  },
  120_000 + 1000 * WORLDS,
);
