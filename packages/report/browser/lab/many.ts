import type { EngineSetup } from '../../src/lab/protocol.ts';
import { plural } from '../../src/markup/show-number.ts';
import { byId } from '../by-id.ts';
import { saveFile } from '../save-file.ts';
import { EngineClient, EngineStopped } from './engine-client.ts';

/** What a file of scenarios is run with. */
export interface ManyContext {
  readonly script: string;
  readonly setup: EngineSetup;
  /** The text of the model that acts now. */
  readonly model: () => string;
}

/** Runs files of scenarios in a worker of their own, so that the sliders stay free. */
export function startMany({ script, setup, model }: ManyContext): void {
  const file = byId('many-file', HTMLInputElement);
  const state = byId('many-state', HTMLParagraphElement);
  const stop = byId('many-stop', HTMLButtonElement);
  const save = byId('many-save', HTMLButtonElement);
  let texts: readonly string[] = [];
  save.addEventListener('click', () => saveFile('out.jsonl', 'application/x-ndjson', texts));
  const run = async (lines: string): Promise<void> => {
    const client = new EngineClient(script, setup);
    const end = (): void => client.stop('was stopped');
    stop.addEventListener('click', end);
    stop.hidden = false;
    save.hidden = true;
    let records = 0;
    try {
      await client.open(model());
      const ran = await client.run(lines, (text) => {
        records += text.split('\n').length - 1;
        state.textContent = `${plural(records, 'record')} so far`;
      });
      texts = ran.texts;
      const { complete, gated, failed, ms } = ran.counts;
      state.textContent = `${plural(records, 'record')} in ${(ms / 1000).toFixed(1)} s: ${complete} complete, ${gated} gated, ${failed} failed.`;
      save.hidden = records === 0;
    } catch (error) {
      if (!(error instanceof EngineStopped)) throw error;
      state.textContent = `The run ${error.message}, after ${plural(records, 'record')}. Nothing was kept.`;
    } finally {
      stop.removeEventListener('click', end);
      stop.hidden = true;
      client.stop();
    }
  };
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (chosen !== undefined) void chosen.text().then(run);
  });
}
