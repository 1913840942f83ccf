/** A step into a value: a key of an object or an index of an array. */
export type PathStep = string | number;

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Longest key and longest text that a message repeats in full. */
const SHOWN_CHARACTERS = 64;
const SHOWN_STEPS = 16;

/** Text cut to a length people can read. Never cuts a surrogate pair. */
export function shorten(text: string, characters = SHOWN_CHARACTERS): string {
  if (text.length <= characters) return text;
  const isSplit = /[\uD800-\uDBFF]$/.test(text.slice(0, characters));
  return `${text.slice(0, isSplit ? characters - 1 : characters)}…`;
}

/** Text in quotes, with escapes for what cannot be printed, cut when long. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text));
}

/**
 * `forecast.events[0].when`; keys that are not plain words as `params["rule.R1.trust"]`. A path of
 * more than 16 steps is cut.
 */
export function formatPath(steps: readonly PathStep[]): string {
  const text = steps
    .slice(0, SHOWN_STEPS)
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!PLAIN_KEY.test(step) || step.length > SHOWN_CHARACTERS) return `[${quote(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
  return steps.length > SHOWN_STEPS ? `${text}…` : text;
}
