import type { GravityState } from '@pulse-stream/pipeline';
import { learnSteps, rowsNeeded, type RowsNeeded } from '@pulse-stream/pipeline/internal';
import { PulseError } from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import { attend } from '../run/attend.ts';
import type { CommandContext } from '../settings/command-context.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { openHistory } from '../history/history-input.ts';
import { runFromState } from '../run/next-command.ts';
import { plural } from '../terminal/plural.ts';
import { isOn, textOf } from '../settings/settings.ts';
import { writeWhole } from '../output/write-whole.ts';

const RULE_WIDTH = 20;

/** What the history says about the rules, a line each. */
function describeRules({ rule_trust, rule_multiplier }: GravityState): string {
  const lines = Object.entries(rule_trust).map(([rule, { trust, interval, sample_size }]) => {
    const [low, high] = interval.map((share) => share.toFixed(2));
    const multipliers = rule_multiplier
      .filter((entry) => entry.rule === rule)
      .map(({ variable, mean, sd }) => `${variable} × ${mean.toFixed(2)} ± ${sd.toFixed(2)}`);
    const strength = multipliers.length === 0 ? '' : `, ${multipliers.join(', ')}`;
    return `  ${rule.padEnd(RULE_WIDTH)} trust ${trust.toFixed(2)} (${low} to ${high}, ${sample_size} votes)${strength}`;
  });
  return lines.length === 0 ? '' : `\n${lines.join('\n')}`;
}

/** What a history was too short for; nothing where it was long enough. */
function describeLack(taught: number, verified: number, needed: RowsNeeded): string {
  const { origins, turns } = needed;
  const known = `known intervals and confidence take ${origins} verified origins: ${needed.verified} rows without gaps for 1 turn ahead, ${needed.verifiedFar} for ${turns}`;
  if (taught === 0)
    return `\nno variable is taught: that takes ${needed.taught} rows in which it is observed and changes; ${known}\na run from this state has the model alone: learn again when there are more rows`;
  return verified < origins ? `\n${known}` : '';
}

/** A state is a long line of numbers for programs. */
function readOutput({ settings, terminal }: CommandContext): string {
  const output = textOf(settings, 'output');
  if (output === undefined && terminal.stdout.isTTY === true)
    throw new PulseError(
      'option-invalid',
      'learn writes a state for programs, not for a terminal: name a file, -o state.json',
    );
  return output ?? '-';
}

/** `pulse-stream learn`: trains gravity and calibration once, for `run --gravity-state`. */
export async function learn(context: CommandContext): Promise<number> {
  const output = readOutput(context);
  return await attend(context, async ({ stop, compute }) => {
    const { world, dataset } = await openHistory('learn', context, stop);
    const isQuiet = isOn(context.settings, 'quiet');
    const warn = ({ message }: Warning): void => {
      if (!isQuiet) context.messages.say('warning', message);
    };
    const state = await compute(learnSteps(world, dataset, warn));
    await writeWhole(output, `${JSON.stringify(state)}\n`, context);
    const driving = new Set(world.compiled.series.map((series) => series.dataset));
    const about = { output, needed: rowsNeeded(world), driving };
    if (!isQuiet) sayLearned(state, about, context);
    return EXIT.ok;
  });
}

/** What is told of a state beside what is in it. */
interface AboutLearned {
  readonly output: string;
  readonly needed: RowsNeeded;
  /** Datasets that series of the model read. */
  readonly driving: ReadonlySet<string>;
}

function sayLearned(
  state: GravityState,
  { output, needed, driving }: AboutLearned,
  { settings, messages }: CommandContext,
): void {
  const taught = state.gravity.scored.length;
  const verified = Math.max(0, ...state.track_record.calibration.verified);
  const last = state.labels.at(-1) ?? '';
  const lack = describeLack(taught, verified, needed);
  const next =
    output === '-' || taught === 0
      ? ''
      : `\nnext: ${runFromState(output, settings, driving)} (scenarios without observations start at ${last})`;
  messages.say(
    'summary',
    `${plural(state.rows, 'row')} to ${last}: ${plural(taught, 'variable')} taught, ${plural(verified, 'origin')} verified${describeRules(state)}${lack}${next}`,
    {
      rows: state.rows,
      taught,
      verified,
      rule_trust: state.rule_trust,
      rule_multiplier: state.rule_multiplier,
    },
  );
}
