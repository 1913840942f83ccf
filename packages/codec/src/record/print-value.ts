import type { PlannedKey, PrintPlan } from './print-plan.ts';
import { quoteText } from './quote-text.ts';
import { printNumber, UnprintableError } from './print-number.ts';

/** Digits in force for one record. */
export interface Digits {
  readonly statistic: number;
  readonly target: number | null;
  /** Text of its `meta`; null: printed as it was parsed. */
  readonly meta: string | null;
}

/** Writes a value as JSON, as its plan says. */
export function print(value: unknown, plan: PrintPlan | null, digits: Digits): string {
  switch (typeof value) {
    case 'number':
      return printNumber(value, digitsOf(plan, digits));
    case 'string':
      return quoteText(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (plan?.rounding === 'source' && digits.meta !== null) return digits.meta;
      if (Array.isArray(value)) return printItems(value, plan, digits);
      if (plan !== null && plan.keys !== null) return printObject(value, plan, plan.keys, digits);
      // typed arrays print as arrays: JSON.stringify would make objects of them
      if (value instanceof Float64Array) return printItems(Array.from(value), plan, digits);
      return printMap(value, plan?.item ?? null, digits);
    default:
      throw new UnprintableError(`a value of type ${typeof value} cannot be printed`);
  }
}

/** Significant digits of a number; null: all it has. */
export function digitsOf(plan: PrintPlan | null, digits: Digits): number | null {
  if (plan === null || plan.rounding === 'exact' || plan.rounding === 'source') return null;
  return plan.rounding === 'target' ? digits.target : digits.statistic;
}

function printItems(items: readonly unknown[], plan: PrintPlan | null, digits: Digits): string {
  const item = plan?.item ?? null;
  let text = '[';
  for (let index = 0; index < items.length; index++)
    text += (index === 0 ? '' : ',') + print(items[index], item, digits);
  return `${text}]`;
}

function printMap(map: object, item: PrintPlan | null, digits: Digits): string {
  let text = '';
  for (const key in map) {
    const value = map[key as keyof typeof map]; // a key of it
    if (value === undefined) continue;
    text += (text === '' ? '' : ',') + printKey(key) + print(value, item, digits);
  }
  return `{${text}}`;
}

/** Needs no escapes; nearly every name is. */
const PLAIN_KEY = /^[\w.]*$/;

const printKey = (key: string): string =>
  PLAIN_KEY.test(key) ? `"${key}":` : `${JSON.stringify(key)}:`;

function printObject(
  value: object,
  plan: PrintPlan,
  keys: readonly PlannedKey[],
  digits: Digits,
): string {
  // keys are looked up by the names of the plan only
  const fields = value as Readonly<Record<string, unknown>>;
  let text = '';
  let printed = 0;
  for (const key of keys) {
    const field = fields[key.name];
    if (field === undefined) {
      if (key.required && !plan.open) throw new UnprintableError(`the key ${key.name} is missing`);
      continue;
    }
    text += (text === '' ? '' : ',') + key.text + print(field, key.plan, digits);
    printed += 1;
  }
  const others = Object.keys(value).length === printed ? [] : findOthers(fields, keys);
  if (others.length > 0 && !plan.open)
    throw new UnprintableError(`the key ${others.join(', ')} is not of the record`);
  for (const name of others)
    text += `${text === '' ? '' : ','}${quoteText(name)}:${print(fields[name], null, digits)}`;
  return `{${text}}`;
}

/** Keys that no plan names. */
export function findOthers(
  fields: Readonly<Record<string, unknown>>,
  keys: readonly PlannedKey[],
): string[] {
  const known = new Set(keys.map(({ name }) => name));
  return Object.keys(fields).filter((name) => !known.has(name) && fields[name] !== undefined);
}

/** The fields of an object that are printed, in order, with their plans. */
export function fieldsOf(
  value: object,
  plan: PrintPlan | null,
): [string, unknown, PrintPlan | null][] {
  const fields: [string, unknown][] = Object.entries(value).filter(
    ([, field]) => field !== undefined,
  );
  const keys = plan?.keys ?? null;
  if (keys === null) return fields.map(([key, field]) => [key, field, plan?.item ?? null]);
  const known = keys.flatMap(({ name, plan: inner }): [string, unknown, PrintPlan | null][] => {
    const field = fields.find(([key]) => key === name);
    return field === undefined ? [] : [[name, field[1], inner]];
  });
  if (known.length !== fields.length) throw new UnprintableError('a key is not of the record');
  return known;
}
