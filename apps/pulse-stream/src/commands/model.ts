import { reviewModel, type CompiledModel } from '@pulse-stream/simulator';
import { reviewStep, type UnseenStep } from '@pulse-stream/simulator/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import type { CommandContext } from '../settings/command-context.ts';
import { COMMAND_WORDS, OF_IMPORT } from '../flags/command-help.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { DEFAULT_MODEL, openDescribed, openModel } from '../catalog/model-catalog.ts';
import { plural } from '../terminal/plural.ts';
import { isOn } from '../settings/settings.ts';
import { SHIPPED_MODELS } from '../catalog/shipped-models.ts';
import { editorLine } from '../catalog/editor-line.ts';
import { starterModel } from '../catalog/starter-model.ts';
import { writeText } from '../terminal/write-text.ts';

const ACTIONS = COMMAND_WORDS.model;

function describeSize(compiled: CompiledModel): string {
  const { rules, nodes, simultaneous } = compiled;
  const evaluation = simultaneous ? 'simultaneous' : 'sequential';
  const { slots, values = {} } = compiled.model;
  const counts = [
    plural(Object.keys(slots).length, 'slot'),
    ...(Object.keys(values).length === 0 ? [] : [plural(Object.keys(values).length, 'value')]),
    plural(rules.length, 'rule'),
  ];
  return `${counts.join(', ')}, ${plural(nodes, 'node')} per turn, ${evaluation}`;
}

async function listModels(): Promise<string> {
  const lines = [...SHIPPED_MODELS.keys()].map(async (name) => {
    const compiled = await openModel(name);
    const first = compiled.model.description.split('\n')[0]?.trim() ?? '';
    const mark = name === DEFAULT_MODEL ? ' (default)' : '';
    return `${name}${mark}: ${first}\n  ${describeSize(compiled)}\n`;
  });
  return (await Promise.all(lines)).join('');
}

async function showModel(name: string): Promise<string> {
  const shipped = SHIPPED_MODELS.get(name);
  if (shipped !== undefined) return `${editorLine()}${shipped}`;
  return `${JSON.stringify((await openModel(name)).model, null, 2)}\n`;
}

/** Warnings go to stderr: the model can be used. */
async function checkModel(
  reference: string,
  { messages, settings, terminal }: CommandContext,
): Promise<void> {
  const { compiled, describe } = await openDescribed(reference);
  const { coarse, unseen } = reviewStep(compiled);
  const warnings = [...reviewModel(compiled), ...(coarse === null ? [] : [coarse])];
  const count = warnings.length === 0 ? '' : ` but for ${plural(warnings.length, 'warning')}`;
  const size = describeSize(compiled);
  const { name } = compiled.model;
  await writeText(terminal.stdout, `${reference}: model ${name} is fine${count}: ${size}\n`);
  if (isOn(settings, 'quiet')) return;
  for (const problem of warnings)
    messages.say('warning', describe({ ...problem, message: `warning: ${problem.message}` }), {
      ...problem,
    });
  if (unseen !== null)
    messages.say(
      'unseen',
      `${reference}: whether its step is fine enough was not looked at, ${explainUnseen(unseen)}`,
    );
}

function explainUnseen(unseen: UnseenStep): string {
  return unseen.of === 'series'
    ? `as model check has no numbers for its series (${unseen.names.join(', ')}); a run with their datasets (--observations NAME=FILE) looks, and warns of step-coarse in its records`
    : 'as binomial draws mean their step, a generation say; where the step is only a way to compute, compare runs with more steps_per_turn, or check the model without draw: binomial';
}

/** `pulse-stream model list|show|check|new|import`: what ships, its text, whether one is fine, one to start from, one from elsewhere. */
export async function model(context: CommandContext): Promise<number> {
  const { terminal, words, settings } = context;
  const [action = 'list', reference, ...more] = words;
  const wanted = action === 'list' ? 1 : 2;
  if (!ACTIONS.some((known) => known === action))
    throw new PulseError(
      'option-invalid',
      `model ${action} is not a command (${hintNearest(action, ACTIONS) ?? ACTIONS.join(', ')})`,
    );
  if (words.length > wanted || more.length > 0)
    throw new PulseError('option-invalid', `model ${action} takes ${plural(wanted - 1, 'name')}`);
  const unused = OF_IMPORT.map((name) => settings.get(name)).find(
    (setting) => setting?.source === 'flag',
  );
  if (action !== 'import' && unused !== undefined)
    throw new PulseError(
      'option-invalid',
      `model ${action} does not use ${unused.from}: it belongs to model import`,
    );
  if (action === 'list') await writeText(terminal.stdout, await listModels());
  else if (reference === undefined)
    throw new PulseError(
      'option-invalid',
      `model ${action} needs a NAME${action === 'new' ? '' : ' or a FILE'}`,
    );
  else if (action === 'import') {
    const { importFile } = await import('./import-model.ts');
    return importFile(reference, context);
  } else if (action === 'new')
    await writeText(terminal.stdout, `${editorLine()}${starterModel(reference)}`);
  else if (action === 'show') await writeText(terminal.stdout, await showModel(reference));
  else await checkModel(reference, context);
  return EXIT.ok;
}
