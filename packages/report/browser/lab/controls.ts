import type { WorldModel } from '@pulse-stream/worldstate';
import { actFields } from './act-fields.ts';
import type { Change, ControlsContext } from './controls-context.ts';
import { element } from './element.ts';
import { makeKnob, type Knob } from './knob.ts';
import { rangeOfParameter, rangeOfSlot, sizeOfLike } from './knob-range.ts';
import {
  isObject,
  numberOf,
  own,
  turnsOf,
  withKey,
  withNumber,
  type Scenario,
} from './scenario.ts';

const MOST_TURNS = 60;
const MOST_MEMBERS = 500;
/** Groups of more start values than that are closed at first. */
const MANY = 8;

const GROUPS = { overlay: 'overlays', variable: 'variables', capital: 'capital' } as const;

/** The inputs of a scenario: sliders, interventions, what it starts from. */
export class Controls {
  readonly #form: HTMLFormElement;
  readonly #change: (change: Change) => void;
  #knobs: readonly Knob[] = [];

  constructor(form: HTMLFormElement, change: (change: Change) => void) {
    this.#form = form;
    this.#change = change;
    form.addEventListener('submit', (event) => event.preventDefault());
  }

  /** Makes all inputs anew: for another model, another start, other interventions. */
  build(context: ControlsContext): void {
    const open = new Set([...this.#form.querySelectorAll('details[open]')].map((one) => one.id));
    const isFirst = this.#form.childElementCount === 0;
    const knobs: Knob[] = [];
    const add = (knob: Knob): HTMLElement => {
      knobs.push(knob);
      return knob.element;
    };
    this.#form.replaceChildren(
      this.#runFields(context, add),
      ...this.#parameterFields(context, add),
      ...this.#startFields(context, add, (id, count) => (isFirst ? count <= MANY : open.has(id))),
      actFields(context, this.#change),
    );
    this.#knobs = knobs;
    this.show(context.scenario);
  }

  /** Moves the sliders to the numbers of a scenario. */
  show(scenario: Scenario): void {
    for (const knob of this.#knobs) knob.show(scenario);
  }

  #runFields({ opened, datasets, scenario }: ControlsContext, add: (knob: Knob) => HTMLElement) {
    const { model, isTaught } = opened;
    const turns = turnsOf(scenario);
    const whole = (key: 'turns' | 'members', label: string, high: number, usual: number): Knob =>
      makeKnob({
        label,
        unit: key === 'turns' ? model.time_unit : '',
        title: '',
        range: { low: 1, high, step: 1 },
        usual,
        read: (one) => {
          const value = own(one, key);
          return typeof value === 'number' ? value : null;
        },
        write: (value) =>
          this.#change((one) => withKey(one, key, value === null ? usual : Math.round(value))),
        isFixed: true,
      });
    const fields = element('fieldset', {}, element('legend', {}, 'Run'));
    fields.append(
      add(whole('turns', 'turns ahead', Math.max(MOST_TURNS, 2 * turns), turns)),
      add(whole('members', 'members', Math.max(MOST_MEMBERS, model.members), model.members)),
    );
    fields.append(this.#seedField(scenario));
    if (datasets.length > 0) fields.append(this.#datasetChoice(datasets, scenario));
    if (datasets.length > 0 || isTaught === true) fields.append(this.#gravityChoice(scenario));
    return fields;
  }

  #seedField(scenario: Scenario): HTMLElement {
    const seed = own(scenario, 'seed');
    const field = element('input', {
      type: 'text',
      value: typeof seed === 'string' || typeof seed === 'number' ? seed : '',
    });
    field.addEventListener('change', () => {
      const text = field.value.trim();
      const next = /^\d+$/.test(text) ? Number(text) : text;
      this.#change((one) => withKey(one, 'seed', text === '' ? undefined : next));
    });
    return element('div', { class: 'choice' }, element('label', {}, 'seed ', field));
  }

  #datasetChoice(datasets: readonly string[], scenario: Scenario): HTMLElement {
    const chosen = own(own(scenario, 'observations'), 'dataset');
    const select = element(
      'select',
      {},
      element('option', { value: '' }, 'nowhere: the start of the model'),
      ...datasets.map((name) =>
        element('option', { value: `=${name}`, selected: name === chosen }, name),
      ),
    );
    select.addEventListener('change', () => {
      const name = select.value.slice(1);
      this.#change((one) =>
        withKey(one, 'observations', select.value === '' ? undefined : { dataset: name }),
      );
    });
    return element('div', { class: 'choice' }, element('label', {}, 'Learns from ', select));
  }

  #gravityChoice(scenario: Scenario): HTMLElement {
    const box = element('input', {
      type: 'checkbox',
      checked: own(scenario, 'gravity') !== false,
    });
    box.addEventListener('change', () =>
      this.#change((one) => withKey(one, 'gravity', box.checked ? undefined : false)),
    );
    return element(
      'div',
      { class: 'choice' },
      element('label', {}, box, ' learned correction acts'),
    );
  }

  #parameterFields({ opened }: ControlsContext, add: (knob: Knob) => HTMLElement): HTMLElement[] {
    const entries = Object.entries(opened.model.params);
    if (entries.length === 0) return [];
    const knobs = entries.map(([name, parameter]) =>
      add(
        makeKnob({
          label: name,
          unit: parameter.unit ?? '',
          title: parameter.description ?? '',
          note: parameter.draw === undefined ? '' : 'drawn per member',
          range: rangeOfParameter(parameter),
          usual: parameter.value,
          read: (scenario) => numberOf(scenario, 'params', name),
          write: (value) => this.#change((scenario) => withNumber(scenario, 'params', name, value)),
        }),
      ),
    );
    return [element('fieldset', {}, element('legend', {}, 'Parameters'), ...knobs)];
  }

  #startFields(
    { opened: { model }, starts }: ControlsContext,
    add: (knob: Knob) => HTMLElement,
    isOpen: (id: string, count: number) => boolean,
  ): HTMLElement[] {
    return Object.entries(GROUPS).flatMap(([kind, title]) => {
      const slots = startSlots(model).filter(([, slot]) => slot.kind === kind);
      if (slots.length === 0) return [];
      const id = `start-${kind}`;
      const knobs = slots.map(([name, slot]) => {
        const start = starts[name] ?? (typeof slot.initial === 'number' ? slot.initial : 0);
        return add(
          makeKnob({
            label: name,
            unit: slot.unit ?? '',
            title: slot.description ?? '',
            range: rangeOfSlot(slot, start, sizeOfLike(model, slot, starts)),
            usual: start,
            read: (scenario) => numberOf(scenario, 'state_overrides', name),
            write: (value) =>
              this.#change((scenario) => withNumber(scenario, 'state_overrides', name, value)),
          }),
        );
      });
      return [
        element(
          'details',
          { class: 'knobs', id, open: isOpen(id, slots.length) },
          element('summary', { class: 'group' }, `Start: ${title} (${slots.length})`),
          ...knobs,
        ),
      ];
    });
  }
}

/** Slots that a scenario may set: what is measured is computed. */
export function startSlots(model: WorldModel): [string, WorldModel['slots'][string]][] {
  return Object.entries(model.slots).filter(
    ([name]) => !(isObject(model.measurements) && Object.hasOwn(model.measurements, name)),
  );
}
