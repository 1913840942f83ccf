import { Distribution } from '@pulse-stream/worldstate/internal';

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const AS_JSON = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;
const IS_NUMBER = new RegExp(`^${NUMBER}$`);
const RANGE = new RegExp(String.raw`^(${NUMBER})\s*(?:-|–|—|\.{2,}|…)\s*(${NUMBER})$`);
const WITH_COMMA = /^[+-]?\d*(,\d+)+(\.\d*)?$/;
const WITH_UNIT = new RegExp(String.raw`^${NUMBER}\s*[^\d\s.,:+-][^,:]*$`);
const CALL = /^([a-z]+)\(/;

/**
 * What is meant by a text where a number stands.
 * @param takesDistribution whether a distribution may stand there too
 */
export function hintNumber(written: string, takesDistribution: boolean): string | undefined {
  const text = written.trim();
  if (IS_NUMBER.test(text)) {
    const value = Number(text);
    if (!Number.isFinite(value)) return 'it is beyond what a number holds';
    return `write ${AS_JSON.test(text) ? text : value} without quotes`;
  }
  const [, low, high] = RANGE.exec(text) ?? [];
  if (low !== undefined)
    return `one number stands here; the range of a design is written ${low}..${high}`;
  if (WITH_COMMA.test(text)) return 'no comma stands within a number';
  if (WITH_UNIT.test(text)) return 'a number stands alone: its unit is that of the model';
  const [, kind = ''] = CALL.exec(text) ?? [];
  return takesDistribution && Object.hasOwn(Distribution.shape, kind)
    ? `a distribution is written {"${kind}": […]} in a line`
    : undefined;
}
