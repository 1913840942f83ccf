import type {
  EngineReply,
  EngineRequest,
  EngineSetup,
  Mistake,
  OpenedModel,
  RunCounts,
} from '../../src/lab/protocol.ts';

/** A worker that says nothing for so long is ended. */
const PATIENCE_MS = 5000;

/** The engine gave no answer: it was ended, or it broke. */
export class EngineStopped extends Error {}

/** What became of some lines. */
export interface Ran {
  /** Their records in pieces, in order; each piece ends with a record. */
  readonly texts: readonly string[];
  readonly counts: RunCounts;
}

/**
 * The engine in its worker. Questions are asked one after the other. A worker that does not answer in
 * time is ended and another one takes its place; it opens the model that was open.
 */
export class EngineClient {
  readonly #script: string;
  readonly #setup: EngineSetup;
  #worker: Worker | null = null;
  /** The text of the model that the next worker has to open. */
  #text: string | null = null;
  #tail: Promise<unknown> = Promise.resolve();
  #giveUp: ((error: Error) => void) | null = null;

  /** @param script address of the program of the worker */
  constructor(script: string, setup: EngineSetup) {
    this.#script = script;
    this.#setup = setup;
  }

  /** Opens a model, or says what is wrong with it; the one that was open stays then. */
  async open(text: string): Promise<OpenedModel | readonly Mistake[]> {
    const reply = await this.#ask({ ask: 'open', text });
    if (reply.tell === 'refused') return reply.mistakes;
    if (reply.tell !== 'opened') throw new EngineStopped('the engine did not open the model');
    this.#text = text;
    return reply.opened;
  }

  /** Values at turn 0 by name. */
  async start(line: string): Promise<Readonly<Record<string, number>>> {
    const reply = await this.#ask({ ask: 'start', line });
    return reply.tell === 'started' ? reply.values : {};
  }

  /** Runs scenario lines. @param onPiece called with every piece of their records */
  async run(lines: string, onPiece: (text: string) => void = () => undefined): Promise<Ran> {
    const texts: string[] = [];
    const reply = await this.#ask({ ask: 'run', lines }, (text) => {
      texts.push(text);
      onPiece(text);
    });
    if (reply.tell !== 'done') throw new EngineStopped('the engine did not run the scenario');
    return { texts, counts: reply.counts };
  }

  /** Ends the worker; who waits for an answer hears it. */
  stop(why = 'stopped'): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#giveUp?.(new EngineStopped(why));
  }

  /** After what was asked before, whatever came of that. */
  #ask(request: EngineRequest, onRecords?: (text: string) => void): Promise<EngineReply> {
    const answer = this.#tail.then(async () => {
      await this.#wake();
      return await this.#exchange(request, onRecords);
    });
    this.#tail = answer.catch(() => undefined);
    return answer;
  }

  async #wake(): Promise<void> {
    if (this.#worker !== null) return;
    this.#worker = new Worker(this.#script);
    await this.#exchange({ ask: 'set-up', setup: this.#setup });
    if (this.#text !== null) await this.#exchange({ ask: 'open', text: this.#text });
  }

  #exchange(request: EngineRequest, onRecords?: (text: string) => void): Promise<EngineReply> {
    const worker = this.#worker;
    if (worker === null) return Promise.reject(new EngineStopped('stopped'));
    return new Promise((resolve, reject) => {
      const patience = `gave no answer for ${PATIENCE_MS / 1000} s and was ended`;
      const restart = () => setTimeout(() => this.stop(patience), PATIENCE_MS);
      const over = new AbortController();
      const { signal } = over;
      let timer = restart();
      const settle = () => {
        clearTimeout(timer);
        over.abort();
        this.#giveUp = null;
      };
      this.#giveUp = (error) => {
        settle();
        reject(error);
      };
      worker.addEventListener('error', ({ message }) => this.stop(`broke: ${message}`), { signal });
      worker.addEventListener(
        'message',
        ({ data }: MessageEvent<EngineReply>) => {
          if (data.tell === 'records') {
            clearTimeout(timer);
            timer = restart();
            onRecords?.(data.text);
            return;
          }
          settle();
          resolve(data);
        },
        { signal },
      );
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
      worker.postMessage(request);
    });
  }
}
