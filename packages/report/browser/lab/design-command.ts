import type { WorldModel } from '@pulse-stream/worldstate';
import { rangeOfParameter, rangeOfSlot, sizeOfLike, type KnobRange } from './knob-range.ts';
import { namesIn, withNumber, type NumberGroup, type Scenario } from './scenario.ts';

/** Without a moved slider so many parameters are varied. */
const MOST_VARIED = 3;

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const short = (value: number): string => String(Number(value.toPrecision(6)));

/** What is varied: the sliders that were moved, else the first parameters. */
function* varied(
  model: WorldModel,
  scenario: Scenario,
  starts: Readonly<Record<string, number>>,
): Generator<[NumberGroup, string, KnobRange]> {
  const params = namesIn(scenario, 'params');
  const slots = namesIn(scenario, 'state_overrides');
  const isMoved = params.length + slots.length > 0;
  for (const name of isMoved ? params : Object.keys(model.params).slice(0, MOST_VARIED)) {
    const parameter = model.params[name];
    if (parameter !== undefined) yield ['params', name, rangeOfParameter(parameter)];
  }
  const free =
    isMoved || Object.keys(model.params).length > 0
      ? slots
      : Object.keys(model.slots).slice(0, MOST_VARIED);
  for (const name of free) {
    const slot = model.slots[name];
    if (slot !== undefined) {
      const size = sizeOfLike(model, slot, starts);
      yield ['state_overrides', name, rangeOfSlot(slot, starts[name] ?? 0, size)];
    }
  }
}

/** Shell lines that vary what was moved, over what its slider covers, around the scenario. */
export function designCommand(
  model: WorldModel,
  scenario: Scenario,
  {
    starts,
    modelWords,
  }: { readonly starts: Readonly<Record<string, number>>; readonly modelWords: string },
): string {
  let base = scenario;
  const words: string[] = [];
  for (const [group, name, { low, high }] of varied(model, scenario, starts)) {
    words.push(`--var ${group}.${name}=${short(low)}..${short(high)}`);
    base = withNumber(base, group, name, null);
  }
  return `echo ${quote(JSON.stringify(base))} > base.json\npulse-stream design lhs -n 200 --seed 1${modelWords} --base base.json ${words.join(' ')} -o varied.ndjson\n`;
}
