import type { World } from '@pulse-stream/pipeline';
import { warnGate } from '@pulse-stream/pipeline/internal';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn } from '../settings/settings.ts';

/** Says before the first line what can never pass the gate of a run. */
export function sayGate(
  { gate, compiled }: World,
  { settings, messages }: Pick<CommandContext, 'settings' | 'messages'>,
): void {
  if (isOn(settings, 'quiet')) return;
  for (const told of warnGate(gate, compiled))
    messages.say('warning', messages.paint('yellow', told));
}
