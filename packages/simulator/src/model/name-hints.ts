import { hintNearest } from '@pulse-stream/worldstate/internal';
import type { NameMeaning, NameTable } from '../language/parse-expression.ts';

type Kind = NameMeaning['kind'];

/** What a name is that is no slot, and the way out. */
const OTHERS: Readonly<Record<Exclude<Kind, 'slot'>, (name: string) => string>> = {
  value: () => 'it is a value, which is computed: name the slots that its formula reads',
  param: () => 'it is a parameter, which no rule can change',
  table: (name) => `it is a table, read as a function: ${name}(x)`,
  series: () => 'it is a series, which comes from outside: a value can read it',
};

/**
 * What was probably meant where a slot should be named and this name is none.
 * @param allowed what may be named beside slots
 */
export function hintSlot(
  name: string,
  { meanings }: NameTable,
  allowed: readonly Kind[] = [],
): string | undefined {
  const kind = meanings.get(name)?.kind;
  if (kind !== undefined && kind !== 'slot') return OTHERS[kind](name);
  const known = [...meanings].flatMap(([other, meaning]) =>
    meaning.kind === 'slot' || allowed.includes(meaning.kind) ? [other] : [],
  );
  return hintNearest(name, known);
}
