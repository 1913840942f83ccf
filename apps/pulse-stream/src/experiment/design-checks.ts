import { checkLine as checkJson, decodeLine } from '@pulse-stream/codec';
import type { Design, VariableOptions } from '@pulse-stream/experiment';
import type { CompiledModel } from '@pulse-stream/simulator';
import { planScenario } from '@pulse-stream/simulator/internal';
import { readBounded } from '@pulse-stream/sinks/internal';
import { attempt, isFailure, PulseError, type Failure } from '@pulse-stream/worldstate';
import { readConfigPath } from '@pulse-stream/worldstate/internal';

/** A scenario is a line, which has a limit of its own. */
const MOST_BASE_BYTES = 1024 * 1024;
/** Overlays, and the trust and importance of a rule. */
const UNIT = { min: 0, max: 1 };

/** The scenario that a design begins from, and its file. */
export interface DesignBase {
  readonly file: string;
  readonly keys: Readonly<Record<string, unknown>>;
}

/** What is wrong with a line, as far as it is told. */
type Judgement = Pick<Failure, 'path' | 'message' | 'hint'>;

function refuse(where: string, { path, message, hint }: Judgement): never {
  const place = path === undefined ? '' : ` ${path}:`;
  const meant = hint === undefined ? '' : ` (${hint})`;
  throw new PulseError('option-invalid', `${where}:${place} ${message}${meant}`);
}

/**
 * Reads the scenario that a design begins from.
 * @throws PulseError `option-invalid`, `input-unreadable`
 */
export function readBase(file: string): DesignBase {
  const bytes = readBounded(file, MOST_BASE_BYTES);
  if (bytes === null) return refuse(file, { message: `is larger than ${MOST_BASE_BYTES} bytes` });
  const failure = checkJson(bytes);
  if (failure !== null) refuse(file, failure);
  return { file, keys: JSON.parse(new TextDecoder().decode(bytes)) };
}

/** Bounds of slots, parameters and rules: a distribution is cut there, as draws of a model are. */
export function boundsOf({ model }: CompiledModel): NonNullable<VariableOptions['boundsOf']> {
  return (path) => {
    const [key, second, third, fourth] = path;
    const inside = key === 'interventions' && third === 'set';
    if (!inside && key !== 'state_overrides' && key !== 'params') return {};
    const name = String(inside ? fourth : second);
    if (/^rule\..*\.(trust|importance)$/.test(name)) return UNIT;
    const slot = Object.hasOwn(model.slots, name) ? model.slots[name] : undefined;
    if (slot?.kind === 'overlay') return UNIT;
    const { min, max } =
      slot ?? (Object.hasOwn(model.params, name) ? model.params[name] : {}) ?? {};
    return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  };
}

/** Whether a line has nothing at a place that a judgement names. */
function isLacking(line: string, place: string | undefined): boolean {
  const path = place === undefined ? '' : readConfigPath(place);
  if (typeof path === 'string') return false;
  let node: unknown = JSON.parse(line);
  for (const key of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return true;
    node = (node as Record<string | number, unknown>)[key]; // its own key, as was just seen
  }
  return false;
}

const INSIDE = 'vary it within the bounds of the model';
/** What varies stands in something that has more to say, and no variable says it. */
const OF_BASE = 'give it in the scenario of --base, or vary it too';

/**
 * Judges the lines of a design before it is written: every name, with the ends of its values, and
 * the first line. A name that the model does not declare is refused, also where it could become an
 * overlay: nobody varies by mistake what is not there; and a value beyond the bounds of its slot or
 * parameter, which a run would move to them.
 * @param model null: only what any model would refuse
 * @param base what every line begins from
 * @throws PulseError `option-invalid` naming the variable and what is wrong
 */
export function checkDesign(design: Design, model: CompiledModel | null, base?: DesignBase): void {
  const encoder = new TextEncoder();
  const judge = (line: string): Judgement | null => {
    const decoded = decodeLine(encoder.encode(line));
    if (isFailure(decoded) || model === null) return isFailure(decoded) ? decoded : null;
    const plan = attempt(() => planScenario(model, decoded, { strict: true }));
    if (isFailure(plan)) return plan;
    // what is moved to a bound would be many scenarios that are one
    const clamped = plan.warnings.find(({ type }) => type === 'clamped');
    return clamped === undefined
      ? null
      : { ...clamped, message: `a run would say that ${clamped.message}`, hint: INSIDE };
  };
  const names: string[] = [];
  for (const { name } of design.probes()) names.push(name);
  for (const { name, line } of design.probes()) {
    const failure = judge(line);
    if (failure === null) continue;
    // the line holds a value of every variable, and any of them may be what is wrong
    const { path, ...rest } = failure;
    const meant = names.find((other) => path === other || path?.endsWith(`.${other}`));
    if (meant !== undefined) refuse(`--var ${meant}`, rest);
    const key = path?.split(/[.[]/)[0] ?? '';
    const isOfBase = base !== undefined && Object.hasOwn(base.keys, key);
    const isVaried = names.some((other) => other.startsWith(key));
    if (isOfBase && !isVaried) refuse(base.file, failure);
    const hint = failure.hint ?? (isLacking(line, path) ? OF_BASE : undefined);
    refuse(`--var ${name}`, { ...failure, hint });
  }
  for (const line of design.lines()) {
    const failure = judge(line);
    if (failure !== null) refuse('the first line', failure);
    break;
  }
}
