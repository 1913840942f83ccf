import { learn as learnFrom, type GravityState } from '@pulse-stream/pipeline';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { openHistory } from '../history-input.ts';
import { runFromState } from '../next-command.ts';
import { plural } from '../plural.ts';
import { isOn, textOf } from '../settings.ts';
import { writeWhole } from '../write-whole.ts';

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

/** `pulse-stream learn`: trains gravity and calibration once, for `run --gravity-state`. */
export async function learn(context: CommandContext): Promise<number> {
  const { settings, messages } = context;
  const { world, dataset } = await openHistory('learn', context);
  const state = learnFrom(world, dataset);
  const output = textOf(settings, 'output') ?? '-';
  await writeWhole(output, `${JSON.stringify(state)}\n`, context);
  if (isOn(settings, 'quiet')) return EXIT.ok;
  const { calibration } = state.track_record;
  const verified = Math.max(0, ...calibration.verified);
  const last = state.labels.at(-1) ?? '';
  const next =
    output === '-'
      ? ''
      : `\nnext: ${runFromState(output, settings)} (scenarios without observations start at ${last})`;
  messages.say(
    'summary',
    `${plural(state.rows, 'row')} to ${last}: ${plural(state.gravity.scored.length, 'variable')} taught, ${plural(verified, 'origin')} verified${describeRules(state)}${next}`,
    { rows: state.rows, rule_trust: state.rule_trust, rule_multiplier: state.rule_multiplier },
  );
  return EXIT.ok;
}
