import type { FailureCode } from '@pulse-stream/worldstate';
import { CONTROL_CHARACTER, FORBIDDEN_NAMES } from '@pulse-stream/worldstate/internal';
import { LONE_SURROGATE } from '../scan/lone-surrogate.ts';
import type { ScanLimits } from '../scan/json-scanner.ts';
import { formatPath, type PathStep } from '../scan/format-path.ts';

/** Why a value that was not read from bytes is refused, or that it holds −0. */
export interface Inspection {
  readonly fault: { readonly type: FailureCode; message: string; path: string } | null;
  readonly hasNegativeZero: boolean;
}

/** True for objects as JSON knows them: made by `{}`, `Object.create(null)` or a parser. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Holds a parsed value to the rules the scanner enforces on bytes: nesting, number of values,
 * forbidden keys, control characters in keys, lone surrogates, finite numbers. Safe on cycles.
 */
export function inspectValue(root: unknown, limits: ScanLimits): Inspection {
  const steps: PathStep[] = [];
  let nodes = 0;
  let hasNegativeZero = false;
  let fault: Inspection['fault'] = null;

  const refuse = (type: FailureCode, message: string): void => {
    fault ??= { type, message, path: formatPath(steps) };
  };
  const visitKey = (key: string): void => {
    if (FORBIDDEN_NAMES.includes(key))
      refuse('forbidden-key', 'a key that is never accepted: __proto__, constructor, prototype');
    else if (CONTROL_CHARACTER.test(key)) refuse('bad-string', 'a control character in a key');
    else if (LONE_SURROGATE.test(key)) refuse('bad-string', 'half of a surrogate pair in a key');
  };
  const visit = (value: unknown): void => {
    nodes += 1;
    if (nodes > limits.nodes) refuse('too-deep', `more than ${limits.nodes} values`);
    else if (typeof value === 'number') {
      if (!Number.isFinite(value)) refuse('bad-number', `${value} is not a finite number`);
      hasNegativeZero ||= Object.is(value, -0);
    } else if (typeof value === 'string') {
      if (LONE_SURROGATE.test(value)) refuse('bad-string', 'half of a surrogate pair in a text');
    } else if (typeof value === 'object' && value !== null) visitContainer(value);
  };
  const visitContainer = (value: object): void => {
    if (!Array.isArray(value) && !isPlainObject(value))
      refuse('config-invalid', 'expected JSON, got an object of a class');
    else if (steps.length >= limits.depth)
      refuse('too-deep', `nested deeper than ${limits.depth} levels`);
    else
      for (const [key, item] of Object.entries(value)) {
        steps.push(Array.isArray(value) ? Number(key) : key);
        if (!Array.isArray(value)) visitKey(key);
        if (fault === null) visit(item);
        steps.pop();
        if (fault !== null) return;
      }
  };

  visit(root);
  return { fault, hasNegativeZero };
}

/** Replaces −0 by 0 inside a value of our own, in place. */
export function clearNegativeZeros(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    // an own key of the object the loop looks at
    if (Object.is(item, -0)) (value as Record<string, unknown>)[key] = 0;
    else clearNegativeZeros(item);
  }
}
