import type { CompiledModel } from '../model/compiled-model.ts';
import { canEmitEvents, emitTags, slotsOfTags } from './events.ts';
import { NotEmitted } from './expression.ts';
import { PathEmitter } from './path.ts';
import { Code } from '../wasm/instructions.ts';
import { DOUBLE, layOut, RECORD_ROOM, type Layout } from './memory-layout.ts';
import { moduleBytes } from '../wasm/module-bytes.ts';
import { frozenSlots, readsMoment, seenSlots } from './path-slots.ts';
import { RunNumbers } from './run-numbers.ts';
import { planSteps } from './step-plan.ts';
import type { Emitted, LagRead } from './turn-places.ts';

/** What the code of a model counts and records: its own targets, or every slot and single turns too. */
export type Scope = 'targets' | 'slots';

/** The code of a model, and what whoever runs it must know. */
export interface ModelCode {
  readonly bytes: Uint8Array;
  readonly pages: number;
  readonly layout: Layout;
  readonly numbers: RunNumbers;
  /** Where recorded values lie. */
  readonly record: number;
  /** Slots that can be recorded. */
  readonly recorded: readonly number[];
  /** Whether `advance` looks for the events of the model. */
  readonly seesEvents: boolean;
  /** Slots whose natural values tags read; null: it cannot find tags. */
  readonly tagSlots: readonly number[] | null;
  readonly lags: Readonly<Record<'rules' | 'measurements', readonly LagRead[]>>;
}

const PAGE_BYTES = 65_536;

/**
 * @param corrects whether a correction acts on the paths
 * @returns null: the interpreter runs the model, it is too large or has what only that knows
 */
export function emitModel(
  compiled: CompiledModel,
  scope: Scope,
  corrects: boolean,
): ModelCode | null {
  // what gravity corrects in models with steps is the interpreter's
  if (compiled.errorScales !== null || (corrects && compiled.isStepped)) return null;
  try {
    return emit(compiled, scope, corrects);
  } catch (error) {
    if (error instanceof NotEmitted) return null;
    throw error;
  }
}

function emit(compiled: CompiledModel, scope: Scope, corrects: boolean): ModelCode {
  const layout = layOut(compiled, corrects);
  const numbers = new RunNumbers();
  const all = [...compiled.names.keys()];
  const hasAll = scope === 'slots';
  // the turns of a model with steps are looked into by the interpreter alone
  const byTurn = hasAll && !compiled.isStepped && !corrects;
  const recorded = hasAll ? all : [...new Set(compiled.targets)].toSorted((a, b) => a - b);
  const lags = { rules: new Map<number, LagRead>(), measurements: new Map<number, LagRead>() };
  const events = compiled.events.map(({ condition }) => condition.tree);
  const seesEvents = canEmitEvents(compiled);
  const emitted: Emitted = {
    compiled,
    layout,
    numbers,
    recorded,
    counted: new Set(recorded),
    read: hasAll || corrects ? new Set(all) : seenSlots(compiled, { targets: recorded, events }),
    frozen: frozenSlots(compiled),
    seesEvents,
    byTurn,
    steps: planSteps(compiled),
    readsMoment: readsMoment(compiled),
    lags,
  };
  const path = new PathEmitter(emitted);
  const tagSlots = slotsOfTags(compiled.tags);
  const tags = tagSlots === null ? null : emitTagsOf(compiled, layout);
  const exported = {
    advance: path.advance(),
    ...(byTurn ? path.byTurn() : {}),
    ...(tags === null ? {} : { tag: path.add(tags) }),
  };
  // the numbers are all known now: what is recorded lies behind them
  const record = layout.numbers + numbers.count * DOUBLE;
  const pages = Math.ceil((record + RECORD_ROOM * DOUBLE) / PAGE_BYTES);
  return {
    bytes: moduleBytes(pages, path.codes, exported),
    pages,
    layout,
    numbers,
    record,
    recorded,
    seesEvents,
    tagSlots: tags === null ? null : tagSlots,
    lags: { rules: [...lags.rules.values()], measurements: [...lags.measurements.values()] },
  };
}

/** @returns null: a tag reads what no code of a tag can */
function emitTagsOf(compiled: CompiledModel, { natural }: Layout): Code | null {
  const code = new Code('i>d');
  try {
    emitTags(compiled, code, natural, new RunNumbers());
    return code;
  } catch (error) {
    if (error instanceof NotEmitted) return null;
    throw error;
  }
}
