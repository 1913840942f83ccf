import { element } from './element.ts';
import type { KnobRange } from './knob-range.ts';
import type { Scenario } from './scenario.ts';

/** What one slider is about. */
export interface KnobOptions {
  readonly label: string;
  readonly unit: string;
  readonly title: string;
  readonly note?: string;
  readonly range: KnobRange;
  /** What acts while the scenario says nothing. */
  readonly usual: number;
  /** What the scenario says; null: nothing. */
  readonly read: (scenario: Scenario) => number | null;
  /** null: back to what acts without the scenario. */
  readonly write: (value: number | null) => void;
  /** Every scenario says it: there is nothing to go back to. */
  readonly isFixed?: boolean;
}

/** A slider, a field for its number, and a way back. */
export interface Knob {
  readonly element: HTMLElement;
  show(scenario: Scenario): void;
}

let made = 0;
/** Six digits are more than a slider can tell. */
const short = (value: number): string => String(Number(value.toPrecision(6)));

export function makeKnob(options: KnobOptions): Knob {
  const { label, unit, title, note = '', range, usual, read, write, isFixed = false } = options;
  made += 1;
  const id = `knob-${made}`;
  const { low: min, high: max, step } = range;
  const slider = element('input', { type: 'range', id, min, max, step });
  const field = element('input', {
    type: 'number',
    step: 'any',
    'aria-label': `${label}, as a number`,
  });
  const undo = element(
    'button',
    {
      type: 'button',
      class: 'undo',
      title: `back to ${short(usual)}`,
      'aria-label': `${label}: back to ${short(usual)}`,
    },
    '\u21ba',
  );
  const aside = element('span', { class: 'unit' });
  const name = element('label', { for: id, title }, label, ' ', aside);
  slider.addEventListener('input', () => write(slider.valueAsNumber));
  field.addEventListener('change', () => {
    if (!Number.isNaN(field.valueAsNumber)) write(field.valueAsNumber);
  });
  undo.addEventListener('click', () => write(null));
  const box = element('div', { class: 'knob' }, name, field, undo, slider);
  // nothing yet: what the scenario says is shown at first
  let shown: number | null | undefined;
  return {
    element: box,
    show(scenario) {
      const given = read(scenario);
      if (given === shown) return;
      shown = given;
      const isMoved = given !== null && !isFixed;
      const value = given ?? usual;
      // who drags is not interrupted
      if (slider.valueAsNumber !== value) slider.valueAsNumber = value;
      field.value = short(value);
      box.classList.toggle('moved', isMoved);
      undo.disabled = !isMoved;
      aside.textContent = [unit, isMoved ? '' : note].filter((text) => text !== '').join(', ');
    },
  };
}
