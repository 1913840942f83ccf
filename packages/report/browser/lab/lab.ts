// The page of the lab: every change of a slider, of an intervention or of the model is run by the
// engine in a worker, and what comes back is drawn. What a link carries is data like any other.
import type { OutputRecord, ResultRecord } from '@pulse-stream/worldstate';
import type { OpenedModel } from '../../src/lab/protocol.ts';
import type { LabData } from '../../src/lab/render-lab.ts';
import { byId } from '../by-id.ts';
import { readPacked } from '../read-packed.ts';
import { saveFile } from '../save-file.ts';
import { Controls } from './controls.ts';
import type { Change } from './controls-context.ts';
import { designCommand } from './design-command.ts';
import { drawFans, drawWhy } from './drawing.ts';
import { Editor } from './editor.ts';
import { EngineClient, EngineStopped } from './engine-client.ts';
import { readLink, writeLink, type Shared } from './link.ts';
import { startMany } from './many.ts';
import { isObject, type Scenario } from './scenario.ts';

/** After so long without a change the next one is a new thought: what is there becomes the ghost. */
const THOUGHT_MS = 800;
/** After so long a slider rests: what costs more is drawn, the link is made. */
const REST_MS = 150;
/** Measures of redraws that are kept for who looks at the page's timeline. */
const MOST_MEASURES = 200;

/**
 * The scenario with the path of its control run. Without a seed or an id it draws by its whole config,
 * and then what is drawn has to be the line as it is.
 */
const withTrace = (scenario: Scenario, names: readonly string[]): Scenario =>
  'seed' in scenario || 'id' in scenario ? { ...scenario, trace: { names } } : scenario;

class Lab {
  readonly #data: LabData;
  readonly #engine: EngineClient;
  readonly #editor: Editor;
  readonly #controls: Controls;
  readonly #line = byId('line', HTMLTextAreaElement);
  readonly #alarm = byId('alarm', HTMLParagraphElement);
  /** The text that acts; what is being edited may be wrong. */
  #text: string;
  #scenario: Scenario;
  #opened: OpenedModel | null = null;
  #starts: Readonly<Record<string, number>> = {};
  #now: ResultRecord | null = null;
  #before: ResultRecord | null = null;
  /** When the last change was made; the first one is always a new thought. */
  #changed = Number.NEGATIVE_INFINITY;
  #isBusy = false;
  #isStale = false;
  #restTimer = 0;

  constructor(data: LabData, script: string) {
    this.#data = data;
    this.#text = data.text;
    this.#scenario = { ...data.scenario };
    this.#engine = new EngineClient(script, data.setup);
    this.#editor = new Editor((text) => void this.#openText(text));
    this.#controls = new Controls(byId('controls', HTMLFormElement), (change) =>
      this.#change(change),
    );
    startMany({ script, setup: data.setup, model: () => this.#text });
    this.#listen();
  }

  async start(): Promise<void> {
    document.documentElement.classList.add('scripted');
    await this.#restore(location.hash);
  }

  #listen(): void {
    const onClick = (id: string, act: () => void): void =>
      byId(id, HTMLButtonElement).addEventListener('click', act);
    onClick('copy-line', () => void this.#copy(this.#line.value, this.#line));
    onClick('copy-link', () => {
      const link = byId('link', HTMLInputElement);
      void this.#copy(link.value, link);
    });
    onClick('copy-design', () => this.#copyDesign());
    onClick('reset', () => void this.#show({ model: null, scenario: { ...this.#data.scenario } }));
    onClick('model-back', () => void this.#openText(this.#data.text));
    onClick('model-save', () =>
      saveFile(this.#data.setup.path.replace(/^.*[/\\]/, ''), 'application/yaml', [
        this.#editor.text,
      ]),
    );
    this.#line.addEventListener('change', () => this.#readLine());
    globalThis.addEventListener('hashchange', () => void this.#restore(location.hash));
  }

  /** What a link says; a link that cannot be read leaves the page as it came. */
  async #restore(hash: string): Promise<void> {
    try {
      const shared = await readLink(hash);
      await this.#show(shared ?? { model: null, scenario: { ...this.#data.scenario } });
    } catch (error) {
      await this.#show({ model: null, scenario: { ...this.#data.scenario } });
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  async #show({ model, scenario }: Shared): Promise<void> {
    this.#scenario = scenario;
    this.#before = null;
    this.#now = null;
    const text = model ?? this.#data.text;
    await this.#openText(text);
    if (this.#text !== text)
      this.#say('The model cannot be run: below stands what is wrong with it.');
  }

  async #openText(text: string): Promise<void> {
    this.#editor.write(text);
    byId('model-back', HTMLButtonElement).hidden = text === this.#data.text;
    await this.#guard(async () => {
      const opened = await this.#engine.open(text);
      if (!('model' in opened)) {
        this.#editor.tell(opened);
        return;
      }
      this.#editor.tell([], opened.warnings);
      this.#text = text;
      this.#opened = opened;
      const { description } = opened.model;
      const untaught =
        opened.isTaught === false
          ? ' What was learned belongs to the model as it came: this one starts untaught.'
          : '';
      byId('about', HTMLParagraphElement).textContent =
        `${opened.model.name}: ${description}${untaught}`;
      await this.#rebuild();
    });
  }

  /** Where the scenario starts, and all inputs anew. */
  async #rebuild(): Promise<void> {
    if (this.#opened === null) return;
    this.#starts = await this.#engine.start(JSON.stringify(this.#scenario));
    this.#controls.build({
      opened: this.#opened,
      starts: this.#starts,
      datasets: this.#learnable(this.#opened),
      scenario: this.#scenario,
    });
    await this.#redraw();
  }

  /** Datasets that have a column of the model: others only drive it. */
  #learnable({ model }: OpenedModel): string[] {
    return this.#data.setup.datasets.flatMap(({ name, columns }) =>
      name !== null && columns.some((column) => Object.hasOwn(model.slots, column)) ? [name] : [],
    );
  }

  #change(change: Change): void {
    const moment = performance.now();
    if (moment - this.#changed > THOUGHT_MS) this.#before = this.#now;
    this.#changed = moment;
    const before = this.#scenario;
    this.#scenario = change(before);
    const isSame = (key: string): boolean =>
      JSON.stringify(before[key]) === JSON.stringify(this.#scenario[key]);
    // other rows start elsewhere, interventions are fields of their own
    if (isSame('observations') && isSame('interventions') && isSame('gravity')) {
      this.#controls.show(this.#scenario);
      void this.#guard(() => this.#redraw());
    } else void this.#guard(() => this.#rebuild());
  }

  /** Runs the scenario and draws it; while the engine is at work only the last change waits. */
  async #redraw(): Promise<void> {
    this.#isStale = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#isStale) {
        this.#isStale = false;
        await this.#drawOnce();
      }
    } finally {
      this.#isBusy = false;
    }
  }

  async #drawOnce(): Promise<void> {
    const scenario = this.#scenario;
    this.#line.value = JSON.stringify(scenario);
    const traced = withTrace(scenario, this.#opened?.targets ?? []);
    const { texts, counts } = await this.#engine.run(JSON.stringify(traced));
    const began = performance.now();
    const record: OutputRecord = JSON.parse(texts.join(''));
    const isFailure = record.kind === 'failure';
    for (const id of ['fans', 'why-place'])
      byId(id, HTMLDivElement).classList.toggle('stale', isFailure);
    if (record.kind === 'failure') {
      const { message, path, hint } = record.error;
      this.#say(
        `This scenario fails${path === undefined ? '' : ` at ${path}`}: ${message}${hint === undefined ? '' : ` (${hint})`}.`,
      );
      return;
    }
    this.#say('');
    this.#now = record;
    const before = this.#before;
    drawFans({
      now: record,
      before,
      scenario,
      datasets: new Map(this.#data.setup.datasets.map((one) => [one.name ?? '', one])),
    });
    performance.measure('lab-draw', { start: began });
    performance.measure('lab-engine', { start: began - counts.ms, duration: counts.ms });
    if (performance.getEntriesByName('lab-draw').length > MOST_MEASURES)
      performance.clearMeasures();
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => {
      drawWhy({ now: record, before });
      void this.#keepLink();
    }, REST_MS);
  }

  async #keepLink(): Promise<void> {
    const model = this.#text === this.#data.text ? null : this.#text;
    const hash = await writeLink({ model, scenario: this.#scenario });
    history.replaceState(null, '', hash);
    byId('link', HTMLInputElement).value = location.href;
  }

  #readLine(): void {
    const problem = byId('line-problem', HTMLParagraphElement);
    let value: unknown = null;
    try {
      value = JSON.parse(this.#line.value);
    } catch {
      // said below, in words of our own
    }
    problem.hidden = isObject(value);
    problem.textContent = 'This is no scenario: one JSON object in braces.';
    if (!isObject(value)) return;
    this.#scenario = value;
    this.#before = this.#now;
    void this.#guard(() => this.#rebuild());
  }

  #copyDesign(): void {
    if (this.#opened === null) return;
    const { modelWords } = this.#data;
    const design = byId('design', HTMLTextAreaElement);
    design.hidden = false;
    design.value = designCommand(this.#opened.model, this.#scenario, {
      starts: this.#starts,
      modelWords,
    });
    void this.#copy(design.value, design);
  }

  async #copy(text: string, field: HTMLInputElement | HTMLTextAreaElement): Promise<void> {
    const told = byId('copied', HTMLOutputElement);
    try {
      await navigator.clipboard.writeText(text);
      told.textContent = 'Copied.';
    } catch {
      // a page from disk may not reach the clipboard everywhere
      field.focus();
      field.select();
      told.textContent = 'Selected: copy it with the keyboard.';
    }
  }

  #say(text: string): void {
    this.#alarm.textContent = text;
    this.#alarm.hidden = text === '';
  }

  /** An engine that was ended is said; anything else is a fault of the page. */
  async #guard(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof EngineStopped)) throw error;
      this.#say(
        `The engine ${error.message}. The model or the scenario may be too large for a page: fewer members or turns are faster.`,
      );
    }
  }
}

const data: LabData = await readPacked('data').json();
const program = await readPacked('engine').blob();
await new Lab(data, URL.createObjectURL(new Blob([program], { type: 'text/javascript' }))).start();
