import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest, splitValueOf, type IssuedForecast } from '@pulse-stream/worldstate/internal';

/** What scores can be told apart by, beside `meta.KEY`. */
const GROUP_KEYS = [
  'target',
  'horizon',
  'origin',
  'label',
  'group',
  'dataset',
  'location',
] as const;

/** A word of `--by`: what verified values are grouped by. */
export type GroupKey = (typeof GROUP_KEYS)[number] | `meta.${string}`;

/** What a group is of; null: the forecasts do not say it. */
export type GroupValue = string | number | boolean | null;

/** One value that was forecast, and where it belongs. */
export interface CellPlace {
  readonly issued: IssuedForecast;
  readonly target: string;
  readonly unit: string | null;
  /** Turns ahead. */
  readonly turn: number;
  /** Of the row that it came true in. */
  readonly label: string;
}

const isMeta = (word: string): word is `meta.${string}` => /^meta\../.test(word);

/**
 * Reads the words of `--by`.
 * @throws PulseError `option-invalid` for a word that is none, or is there twice
 */
export function readGroupKeys(words: readonly string[]): readonly GroupKey[] {
  return words.map((word, at) => {
    if (words.indexOf(word) < at) throw new PulseError('option-invalid', `by: "${word}" twice`);
    const known = isMeta(word) ? word : GROUP_KEYS.find((key) => key === word);
    if (known !== undefined) return known;
    const hint = hintNearest(word, GROUP_KEYS) ?? `it takes ${GROUP_KEYS.join(', ')}, meta.KEY`;
    throw new PulseError('option-invalid', `by: "${word}" is nothing to group by (${hint})`);
  });
}

/** What a forecast says of a key. */
export function groupValueOf(
  key: GroupKey,
  { issued, target, turn, label }: CellPlace,
): GroupValue {
  if (isMeta(key)) return metaOf(issued, key.slice('meta.'.length));
  switch (key) {
    case 'target':
      return target;
    case 'horizon':
      return turn;
    case 'origin':
      return issued.origin.label ?? null;
    case 'label':
      return label;
    case 'group':
      return issued.group ?? null;
    case 'dataset':
      return issued.origin.dataset ?? null;
    case 'location':
      return metaOf(issued, 'location') ?? splitValueOf(issued.origin.dataset);
  }
}

function metaOf({ meta }: IssuedForecast, key: string): GroupValue {
  return meta !== undefined && Object.hasOwn(meta, key) ? (meta[key] ?? null) : null;
}

/** Numbers by size, before words by letter; what is not said last. */
export function compareGroups(a: readonly GroupValue[], b: readonly GroupValue[]): number {
  for (const [at, one] of a.entries()) {
    const other = b[at] ?? null;
    if (one === other) continue;
    if (typeof one === 'number' && typeof other === 'number') return one - other;
    if (one === null || other === null) return one === null ? 1 : -1;
    if (typeof one === 'number' || typeof other === 'number')
      return typeof one === 'number' ? -1 : 1;
    return String(one) < String(other) ? -1 : 1;
  }
  return 0;
}
