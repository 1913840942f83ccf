import type { PrintPlan } from './print-plan.ts';
import { fieldsOf, print, type Digits } from './print-value.ts';
import { EXPLAINING, type RecordSelection } from './selection.ts';

/** `print` of what is selected. */
export function printSelected(
  value: unknown,
  plan: PrintPlan | null,
  digits: Digits,
  selection: RecordSelection,
): string {
  const { keys, isLean } = selection;
  const isAll = keys === null && !isLean;
  if (isAll || typeof value !== 'object' || value === null) return print(value, plan, digits);
  if (Array.isArray(value)) {
    const item = plan?.item ?? null;
    return `[${value.map((inner) => printSelected(inner, item, digits, selection)).join(',')}]`;
  }
  const fields = fieldsOf(value, plan).flatMap(([key, field, inner]) => {
    const chosen = keys === null ? selection : keys.get(key);
    if (chosen === undefined || (chosen.isLean && isDispensable(key, field, plan))) return [];
    return [`${JSON.stringify(key)}:${printSelected(field, inner, digits, chosen)}`];
  });
  return `{${fields.join(',')}}`;
}

/** Whether a lean record does without a field. */
function isDispensable(key: string, field: unknown, plan: PrintPlan | null): boolean {
  const isOurs = plan !== null && plan.keys !== null;
  return (
    field === null ||
    (Array.isArray(field) && field.length === 0) ||
    (isOurs && EXPLAINING.has(key))
  );
}
