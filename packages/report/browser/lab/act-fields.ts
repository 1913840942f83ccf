import type { Change, ControlsContext } from './controls-context.ts';
import { element } from './element.ts';
import { actsOf, turnsOf, withActs, type Act } from './scenario.ts';

/** Names that can be set during a run. */
function settable({ opened: { model } }: ControlsContext): string[] {
  const slots = Object.keys(model.slots).filter((name) => !Object.hasOwn(model.measurements, name));
  return [...slots, ...Object.keys(model.params)];
}

/** One intervention as fields; its turn on a line from the first to the last. */
function actRow(
  act: Act,
  { names, turns }: { readonly names: readonly string[]; readonly turns: number },
  replace: (act: Act | null) => void,
): HTMLElement {
  const { turn, how, name, value } = act;
  const turnText = element('span', {}, `turn ${turn}`);
  const slider = element('input', {
    type: 'range',
    min: 1,
    max: Math.max(turns, turn),
    step: 1,
    value: turn,
    'aria-label': `turn of the intervention on ${name}`,
  });
  slider.addEventListener('input', () => {
    turnText.textContent = `turn ${slider.value}`;
  });
  slider.addEventListener('change', () => replace({ ...act, turn: slider.valueAsNumber }));
  const hows = element(
    'select',
    { 'aria-label': 'how it acts' },
    ...(['set', 'add'] as const).map((one) =>
      element('option', { value: one, selected: one === how }, one),
    ),
  );
  hows.addEventListener('change', () =>
    replace({ ...act, how: hows.value === 'add' ? 'add' : 'set' }),
  );
  const whats = element(
    'select',
    { 'aria-label': 'what it acts on' },
    ...[...new Set([name, ...names])].map((one) =>
      element('option', { value: one, selected: one === name }, one),
    ),
  );
  whats.addEventListener('change', () => replace({ ...act, name: whats.value }));
  const field = element('input', { type: 'number', step: 'any', value, 'aria-label': 'its value' });
  field.addEventListener('change', () => {
    if (!Number.isNaN(field.valueAsNumber)) replace({ ...act, value: field.valueAsNumber });
  });
  const remove = element('button', { type: 'button', class: 'plain' }, 'Remove');
  remove.addEventListener('click', () => replace(null));
  return element(
    'div',
    { class: 'act' },
    element('div', { class: 'words' }, turnText, hows, whats, field),
    remove,
    slider,
  );
}

/** The interventions of a scenario. */
export function actFields(context: ControlsContext, change: (change: Change) => void): HTMLElement {
  const { scenario, opened, starts } = context;
  const [acts, names, turns] = [actsOf(scenario), settable(context), turnsOf(scenario)];
  const set = (next: readonly Act[]): void => change((one) => withActs(one, next));
  const rows = acts.map((act, at) =>
    actRow(act, { names, turns }, (next) =>
      set(next === null ? acts.toSpliced(at, 1) : acts.with(at, next)),
    ),
  );
  const add = element('button', { type: 'button', class: 'plain' }, 'Add an intervention');
  const [first = ''] = [...opened.targets.filter((name) => names.includes(name)), ...names];
  add.addEventListener('click', () =>
    set([
      ...acts,
      {
        turn: Math.max(1, Math.round(turns / 3)),
        how: 'set',
        name: first,
        value: Number((starts[first] ?? opened.model.params[first]?.value ?? 0).toPrecision(6)),
      },
    ]),
  );
  return element('fieldset', {}, element('legend', {}, 'Interventions'), ...rows, add);
}
