import { compileModel } from '@pulse-stream/simulator';
import { runControl } from './run-control.ts';
import { PulseError, ScenarioError, type WorldModelInput } from '@pulse-stream/worldstate';
import { ModelData, type DataFiles } from './data/data-files.ts';
import { flatten } from './arrays/flatten.ts';
import { buildModel, type BuiltModel } from './model/build-model.ts';
import { readClock } from './model/clock.ts';
import type { SeriesTable } from './model/series.ts';
import type { SourceModel } from './source-model.ts';
import { readVensim } from './read-vensim.ts';
import { readXmile } from './read-xmile.ts';
import { Enough, Refusals, Refused, REPLACE, type Refusal } from './refusal.ts';
import { writeYaml } from './write-yaml.ts';

/** Largest file that is read, in characters. */
const LARGEST = 10_000_000;

/** Most of a run: formulas that are computed, in their parts, and numbers that it keeps. */
const MOST_WORK = 3e8;
const MOST_NUMBERS = 1e7;

export type Imported =
  | {
      readonly kind: 'model';
      readonly model: WorldModelInput;
      readonly yaml: string;
      /** Turns from the first to the last saved time. */
      readonly turns: number;
      /** The numbers that its series read; null: it has none. */
      readonly data: SeriesTable | null;
    }
  | { readonly kind: 'refused'; readonly refusals: readonly [Refusal, ...Refusal[]] };

/** What else is known of a file. */
export interface ImportOptions {
  /** What messages call it; its ending says what it is: .mdl, .xmile or .stmx. */
  readonly file: string;
  /** The files of numbers that it names; absent: it may name none. */
  readonly data?: DataFiles | undefined;
}

/**
 * A world model of a Vensim or XMILE file. Whatever is not understood is refused; a model is
 * given only when all of the file is.
 */
export function importModel(text: string, { file, data }: ImportOptions): Imported {
  const refusals = new Refusals(file);
  let built: BuiltModel | null = null;
  try {
    built = refusals.attempt(null, () => build(text, file, new ModelData(data ?? null), refusals));
    if (built !== null) checkWorks(built, refusals);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  const [first, ...more] = refusals.list;
  if (first !== undefined) return { kind: 'refused', refusals: [first, ...more] };
  if (built === null) throw new Error(`${file}: neither a model nor a reason why not`);
  const { model, turns, data: table } = built;
  return { kind: 'model', model, turns, data: table, yaml: writeYaml(built) };
}

function build(text: string, file: string, data: ModelData, refusals: Refusals): BuiltModel | null {
  if (text.length > LARGEST)
    throw new Refused('the file', `it has more than ${LARGEST} characters`, 'split the model');
  const base = file.replace(/^.*[/\\]/, '');
  const name = base.replace(/\.[^.]*$/, '');
  const source = readFile(text, file, name, data, refusals);
  // what is missing because it was refused is not the fault of what reads it
  if (source.definitions.length === 0 || refusals.list.length > 0) return null;
  const variables = flatten(source, data, refusals);
  if (refusals.list.length > 0) return null;
  const clock = readClock(source, variables, refusals);
  if (clock === null || refusals.list.length > 0) return null;
  return buildModel(source, clock, variables, base, refusals);
}

function readFile(
  text: string,
  file: string,
  name: string,
  data: ModelData,
  refusals: Refusals,
): SourceModel {
  if (/\.mdl$/i.test(file)) return readVensim(text, name, data, refusals);
  if (/\.(xmile|stmx)$/i.test(file)) return readXmile(text, name, refusals);
  throw new Refused('the file', 'its name does not say what it is', 'give a .mdl, .xmile or .stmx');
}

/** Whether the model is one of the language, and its own run can be computed. */
function checkWorks(built: BuiltModel, refusals: Refusals): void {
  // what one value reads may be nested as deeply as there are values
  refusals.attempt(null, () => {
    if (checkCompiles(built, refusals)) checkRuns(built, refusals);
  });
}

/** What the language itself says of the model, at the lines it came from. */
function checkCompiles({ model, lines }: BuiltModel, refusals: Refusals): boolean {
  try {
    compileModel(model);
    return true;
  } catch (error) {
    if (!(error instanceof PulseError) || error.problems.length === 0) throw error;
    for (const { path, rule, message } of error.problems) {
      const name = rule ?? path.split(/[.[\]]/).find((part) => lines.has(part));
      const line = name === undefined ? null : (lines.get(name) ?? null);
      refusals.add(line, new Refused(name ?? path, message, REPLACE));
    }
    return false;
  }
}

/**
 * A model that cannot be computed is not what the file says: other programs go on after a division
 * by 0. A limit at 0 is the same in every program as long as it holds nothing back.
 */
function checkRuns({ model, turns, lines, data, end }: BuiltModel, refusals: Refusals): void {
  const { nodes, clock } = compileModel(model);
  const names = Object.keys(model.slots).length + Object.keys(model.values ?? {}).length;
  if (turns * clock.steps * nodes > MOST_WORK || turns * names > MOST_NUMBERS)
    return refusals.add(end.line, TOO_LONG(end.name));
  const limited = Object.entries(model.slots).filter(([, { min }]) => min !== undefined);
  const free = {
    ...model,
    slots: Object.fromEntries(
      Object.entries(model.slots).map(([name, slot]) => [name, { ...slot, min: undefined }]),
    ),
  };
  try {
    const path = runControl(free, turns, null, data);
    for (const [name] of limited)
      for (let turn = 0; turn <= turns; turn += 1)
        if ((path.read(name, turn) ?? 0) < 0) {
          refusals.add(lines.get(name) ?? null, LIMIT_HOLDS(name));
          break;
        }
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const name = ownerIn(error.message, lines);
    refusals.add(
      name === undefined ? null : (lines.get(name) ?? null),
      new Refused(
        name ?? 'the control run',
        `the model cannot be run: ${error.message}`,
        'guard the formula, for example with ZIDZ',
      ),
    );
  }
}

/** What a message says a number belongs to; a variable may have the name of any other word of it. */
const OWNER = /\b(?:value of|rule|rules|noise of|measurement of) (\w+)/g;

function ownerIn(message: string, lines: ReadonlyMap<string, unknown>): string | undefined {
  const named = [...message.matchAll(OWNER)].map(([, name = '']) => name);
  return named.toReversed().find((name) => lines.has(name));
}

const TOO_LONG = (end: string): Refused =>
  new Refused(
    end,
    'the run would take too long to be computed here',
    'make it earlier, save less often, or take a longer step',
  );

const LIMIT_HOLDS = (name: string): Refused =>
  new Refused(
    `<non_negative> of ${name}`,
    'the stock runs dry, and programs differ in how that limits its flows',
    'write the limit into the equation of the outflow',
  );
