import { selectFields, SLIM, type RecordSelection } from '@pulse-stream/codec';
import { splitFieldPath } from '@pulse-stream/codec/internal';
import type { CompiledModel } from '@pulse-stream/simulator';
import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import type { ResolvedOptions } from './options.ts';

/** Maps of a record whose keys are names of slots, by their paths. */
const SLOT_MAPS: ReadonlySet<string> = new Set([
  'forecast.targets',
  'forecast.attribution',
  'gravity.variables',
  'shadow_monitor.variables',
  ...['final_state', 'trace'].flatMap((world) =>
    ['overlays', 'variables', 'capital'].map((group) => `${world}.${group}`),
  ),
  'trace.deltas',
]);

/**
 * What of a result record a run writes; null: all of it.
 * @throws PulseError `option-invalid` for a path that no record of the run can have
 */
export function selectionOf(
  { record, fields, allowNames }: ResolvedOptions,
  { names }: CompiledModel,
): RecordSelection | null {
  if (fields === undefined) return record === 'slim' ? SLIM : null;
  if (record === 'slim')
    throw new PulseError('option-invalid', 'fields: record "slim" says what is written already');
  const selection = selectFields(fields);
  for (const path of fields) {
    const steps = splitFieldPath(path);
    for (const [at, name] of steps.entries()) {
      if (!SLOT_MAPS.has(steps.slice(0, at).join('.'))) continue;
      if (names.includes(name) || allowNames.includes(name)) continue;
      const hint = hintNearest(name, names);
      const meant = hint === undefined ? '' : ` (${hint})`;
      throw new PulseError('option-invalid', `fields: ${path}: there is no slot "${name}"${meant}`);
    }
  }
  return selection;
}

/** Records as values are whole: what writes them selects. */
export function refuseSelection({ record, fields }: ResolvedOptions): void {
  if (record === 'full' && fields === undefined) return;
  throw new PulseError(
    'option-invalid',
    `${fields === undefined ? 'record' : 'fields'}: records as values are whole; encodeRecord of codec selects what is written of them`,
  );
}
