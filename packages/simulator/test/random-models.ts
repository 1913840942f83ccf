import { FUNCTIONS } from '../src/language/functions.ts';
import { namesIn } from '../src/language/operations.ts';
import { ARITHMETIC, COMPARISONS, JUNCTIONS } from '../src/language/operators.ts';
import { SCALES } from '@pulse-stream/worldstate/internal';
import type { Rng, ScenarioConfigInput, WorldModelInput } from '@pulse-stream/worldstate';

const SIGNS = namesIn(ARITHMETIC).flatMap((op) => {
  const { syntax } = ARITHMETIC[op];
  return syntax.form === 'between' ? [syntax.sign] : [];
});

/** What is mostly inside the domain of a function, so that most worlds live. */
const INSIDE: ReadonlyMap<string, (operand: string) => string> = new Map([
  ['sqrt', (operand) => `abs(${operand})`],
  ['ln', (operand) => `1 + abs(${operand})`],
  ['exp', (operand) => `min(${operand}, 5)`],
  ['log10', (operand) => `1 + abs(${operand})`],
  ['asin', (operand) => `clamp(${operand}, -1, 1)`],
  ['acos', (operand) => `clamp(${operand}, -1, 1)`],
  ['sinh', (operand) => `clamp(${operand}, -5, 5)`],
  ['cosh', (operand) => `clamp(${operand}, -5, 5)`],
]);

/** What a random world may be made of, drawn from one stream: the same stream, the same world. */
export class WorldMaker {
  readonly #rng: Rng;
  /** How often every operator was written. */
  readonly operators = new Map<string, number>();

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  #below(count: number): number {
    return this.#rng.nextUint32() % count;
  }

  #chance(probability: number): boolean {
    return this.#rng.nextUnit() < probability;
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[this.#below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  #note(operator: string): string {
    this.operators.set(operator, (this.operators.get(operator) ?? 0) + 1);
    return operator;
  }

  #literal(): string {
    if (this.#chance(0.9)) return String(Math.round(this.#rng.nextUnit() * 200) / 100);
    return this.#pick(['0', '1', '2', '3', '1e-3', '1e3', '700', '1e300', '1e-300']);
  }

  /** A numeric expression that may read these names, now and (with lags) earlier. */
  number(names: readonly string[], lags: boolean, depth: number): string {
    if (depth === 0 || this.#chance(0.25)) return this.#leaf(names, lags);
    const operand = (): string => this.number(names, lags, depth - 1);
    if (this.#chance(0.5)) {
      const sign = this.#note(this.#pick(['+', '-', '*', ...SIGNS]));
      return `(${operand()} ${sign} ${operand()})`;
    }
    if (this.#chance(0.16)) return `(${this.#note('-')}${operand()})`;
    const name = this.#pick(namesIn(FUNCTIONS));
    this.#note(name);
    const { operands } = FUNCTIONS[name];
    const count = operands === 'many' ? 1 + this.#below(4) : operands;
    const [first = '', ...more] = Array.from({ length: count }, operand);
    const inside = this.#chance(0.95) ? (INSIDE.get(name)?.(first) ?? first) : first;
    return `${name}(${[inside, ...more].join(', ')})`;
  }

  #leaf(names: readonly string[], lags: boolean): string {
    if (names.length === 0 || this.#chance(0.35)) return this.#literal();
    if (this.#chance(0.05)) return this.#note('turn');
    const name = this.#pick(names);
    if (!lags || name.startsWith('p') || this.#chance(0.8)) return name;
    this.#note('lag');
    return `${name}[-${1 + this.#below(4)}]`;
  }

  condition(names: readonly string[], lags: boolean, depth: number): string {
    const kind = this.#rng.nextUnit();
    if (depth > 0 && kind < 0.3)
      return `(${this.condition(names, lags, depth - 1)} ${this.#note(this.#pick(namesIn(JUNCTIONS)))} ${this.condition(names, lags, depth - 1)})`;
    if (depth > 0 && kind < 0.4)
      return `(${this.#note('not')} ${this.condition(names, lags, depth - 1)})`;
    const sign = this.#note(
      this.#pick(namesIn(COMPARISONS).map((op) => COMPARISONS[op].syntax.sign)),
    );
    return `${this.number(names, lags, depth)} ${sign} ${this.number(names, lags, depth)}`;
  }

  #slot(): WorldModelInput['slots'][string] {
    const noise = this.#pick([0, 0, 0.01, 0.3]);
    const unit = this.#rng.nextUnit();
    const kind = this.#pick([
      ...(['overlay', 'overlay', 'variable', 'variable', 'variable', 'capital'] as const),
    ]);
    const transform = this.#chance(0.3) ? this.#pick(SCALES) : 'identity';
    if (kind === 'overlay') {
      const decay = transform === 'identity' ? this.#pick([0, 0, 0.01, 0.3]) : 0;
      const initial = 0.05 + 0.9 * unit;
      const bounds = this.#chance(0.2)
        ? { min: initial / 2, max: initial + (1 - initial) / 2 }
        : {};
      return { kind, initial, noise, decay, transform, ...bounds };
    }
    if (transform === 'logit') return { kind, initial: 0.05 + 0.9 * unit, noise, transform };
    const initial =
      transform === 'log100' || transform === 'sqrt'
        ? 0.5 + 3 * unit
        : 4 * unit - (transform === 'log1p' ? 0.5 : 2);
    return {
      kind,
      initial,
      noise,
      transform,
      ...(this.#chance(0.3) ? { min: initial - unit / 2 - 1e-3 } : {}),
      ...(this.#chance(0.3) ? { max: initial + unit } : {}),
    };
  }

  model(): WorldModelInput {
    const slots: WorldModelInput['slots'] = {};
    const names: string[] = [];
    const overlays: string[] = [];
    for (let index = 2 + this.#below(5); index > 0; index -= 1) {
      const slot = this.#slot();
      const name = `s${names.length}`;
      slots[name] = slot;
      names.push(name);
      if (slot.kind === 'overlay') overlays.push(name);
    }
    const measurements: Record<string, string> = {};
    for (const name of overlays)
      if (this.#chance(0.25)) {
        measurements[name] = '';
        slots[name] = { ...slots[name]!, initial: 0.5, min: 0, max: 1 }; // just put there
      }
    const params: NonNullable<WorldModelInput['params']> = {};
    for (let index = this.#below(4); index > 0; index -= 1)
      params[`p${index}`] = { value: this.#rng.nextUnit() * 2 - 0.5 };
    const free = names.filter((name) => !Object.hasOwn(measurements, name));
    const readable = [...names, ...Object.keys(params)];
    for (const name of Object.keys(measurements))
      measurements[name] = this.#measurement([...free, ...Object.keys(params)], name);
    return {
      name: 'random',
      slots,
      params,
      measurements,
      evaluation: this.#pick(['sequential', 'simultaneous']),
      dynamic_overlay: { initial: 0.4, decay: 0.02, noise: this.#pick([0, 0.05]) },
      rules: free.length === 0 ? [] : this.#rules(free, readable),
      members: 1 + this.#below(3),
      forecast: {
        ...(this.#chance(0.5) ? { targets: this.#some(names) } : {}),
        ...(this.#chance(0.5) ? { events: this.#events(readable) } : {}),
      },
    };
  }

  #measurement(names: readonly string[], own: string): string {
    const tree = this.number(names, true, 2);
    const past = this.#chance(0.3) ? ` + ${own}[-1]` : '';
    return this.#chance(0.6) ? `sigmoid(${tree}${past})` : `clamp(${tree}${past}, 0, 1)`;
  }

  #rules(targets: readonly string[], names: readonly string[]): WorldModelInput['rules'] {
    return Array.from({ length: this.#below(6) }, (_, index) => ({
      id: `R${index}`,
      trust: this.#pick([1, 0.5, 0.37, 0]),
      importance: this.#pick([1, 0.8, 0.3]),
      ...(this.#chance(0.6) ? { when: this.condition(names, true, 2) } : {}),
      effects: Array.from({ length: 1 + this.#below(3) }, () => {
        // Inside the domain of every transform, or anywhere.
        const low = this.#chance(0.5) ? 0.1 + this.#rng.nextUnit() * 0.4 : -0.5;
        return {
          target: this.#pick(targets),
          add: this.#chance(0.4)
            ? this.#pick([0, -0, 0.01, -0.02, 0.3, -1, 1e308])
            : this.number(names, true, 3),
          scaled: this.#chance(0.7),
          ...(this.#chance(0.15) ? { min: low } : {}),
          ...(this.#chance(0.15) ? { max: low > 0 ? low + 0.4 : 0.7 } : {}),
        };
      }),
    }));
  }

  #some(names: readonly string[]): string[] {
    const found = names.filter(() => this.#chance(0.5));
    return found.length === 0 ? names.slice(0, 1) : found;
  }

  #events(names: readonly string[]): NonNullable<WorldModelInput['forecast']>['events'] {
    return Array.from({ length: 1 + this.#below(2) }, (_, index) => ({
      name: `e${index}`,
      when: this.condition(names, false, 1),
      ...(this.#chance(0.3) ? { by: 2 } : {}),
    }));
  }

  /** A scenario of a model. */
  scenario(model: WorldModelInput, seed: number): ScenarioConfigInput {
    const free = Object.keys(model.slots).filter(
      (name) => !Object.hasOwn(model.measurements ?? {}, name),
    );
    const settable = [...free, ...(this.#chance(0.2) ? ['envy', 'awe'] : [])];
    const targets = settable.length > 0 ? settable : Object.keys(model.slots);
    const value = (): number => this.#pick([0.5, 0.2 + this.#rng.nextUnit() / 2, 0.9]);
    const values = (): Record<string, number> =>
      Object.fromEntries(
        settable.filter(() => this.#chance(0.3)).map((name) => [name, value()] as const),
      );
    const turns = this.#chance(0.01) ? 300 : 1 + this.#below(8);
    const ruleIds = (model.rules ?? []).map(({ id }) => id);
    const params: Record<string, number> = {};
    for (const name of Object.keys(model.params ?? {}))
      if (this.#chance(0.2)) params[name] = this.#rng.nextUnit();
    for (const id of ruleIds) if (this.#chance(0.1)) params[`rule.${id}.trust`] = value();
    return {
      turns,
      seed,
      params,
      state_overrides: values(),
      trace: this.#pick(['none', 'none', 'summary', 'full']),
      interventions: Array.from({ length: this.#chance(0.3) ? 1 + this.#below(3) : 0 }, () => ({
        turn: 1 + this.#below(8),
        [this.#pick(['set', 'add'])]: values(),
      })),
      ...(this.#chance(0.2)
        ? {
            forecast: {
              // a name may be asked for twice
              targets: [...this.#some(targets), ...(this.#chance(0.3) ? this.#some(targets) : [])],
              ...(turns > 2 ? { horizons: [2, turns] } : {}),
            },
          }
        : {}),
      ...(this.#chance(0.1) && settable.includes('envy')
        ? { forecast: { events: [{ name: 'e', when: 'envy > 0.4 or s0 > 0.5' }] } }
        : {}),
    };
  }
}
