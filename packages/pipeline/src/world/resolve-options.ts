import { TrustThresholds } from '@pulse-stream/forecast';
import { GravityOptions, PulseError } from '@pulse-stream/worldstate';
import { hintNearest, type Problem } from '@pulse-stream/worldstate/internal';
import type { z } from 'zod';
import { acceptOptions } from './accept-options.ts';
import { ScenarioLimits } from './limits.ts';
import { LineDefaults, PipelineOptions, type ResolvedOptions } from './options.ts';

/**
 * Checks the options and fills in the defaults.
 * @throws PulseError `option-invalid` naming every option that is wrong
 */
export function resolveOptions(options: PipelineOptions): ResolvedOptions {
  const accepted = acceptOptions(options);
  if (accepted !== null) return accepted;
  const parsed = PipelineOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => describeIssue(issue));
  const text = problems.map(({ path, message, hint }) =>
    [path, ': ', message, ...(hint === undefined ? [] : [' (', hint, ')'])].join(''),
  );
  throw new PulseError('option-invalid', text.join('; '), { problems });
}

function describeIssue(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys')
    return [{ path: path.join('.'), message: lowerFirst(issue.message) }];
  return issue.keys.map((key) => ({
    path: [...path, key].join('.'),
    message: 'there is no such option',
    hint: hintNearest(key, knownKeys(path)),
  }));
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Option names at a path of the schema. */
function knownKeys(path: readonly string[]): string[] {
  const parts: Record<string, readonly string[]> = {
    '': Object.keys(PipelineOptions.shape),
    gravity: Object.keys(GravityOptions.shape),
    defaults: Object.keys(LineDefaults.shape),
    limits: Object.keys(ScenarioLimits.shape),
    thresholds: Object.keys(TrustThresholds.shape),
  };
  return [...(parts[path.join('.')] ?? [])];
}
