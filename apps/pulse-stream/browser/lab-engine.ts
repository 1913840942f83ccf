// The engine of the lab, in a worker of the page: it opens models and runs scenario lines with the
// code of the command, so that a line gives the bytes that the command would write.
import { createFramer } from '@pulse-stream/codec';
import { createWorld, runPipeline, type GravityState, type World } from '@pulse-stream/pipeline';
import { hashOf, startValues } from '@pulse-stream/pipeline/internal';
import type {
  EngineReply,
  EngineRequest,
  EngineSetup,
  Mistake,
  OpenedModel,
  RunCounts,
} from '@pulse-stream/report/internal';
import { reviewModel, type CompiledModel } from '@pulse-stream/simulator';
import { reviewStep } from '@pulse-stream/simulator/internal';
import { readYamlText } from '@pulse-stream/sinks/internal';
import { isFailure, PulseError, type ByteSource, type RecordSink } from '@pulse-stream/worldstate';
import { compileLoaded } from '../src/catalog/compile-loaded.ts';

/** So few lines are answered at a time that the page hears of each before its patience ends. */
const LINES_AT_A_TIME = { maxLines: 4, maxBytes: 64 * 1024 };

const NO_SETUP: EngineSetup = { path: 'model.yaml', options: {}, datasets: [], gravityState: null };

/** `model.yaml:3:5: message` → its place and the rest. */
function readMistake(line: string, path: string): Mistake {
  const rest = line.startsWith(`${path}:`) ? line.slice(path.length + 1) : '';
  const [, at, column, message] = /^(\d+):(\d+): ?([^]*)$/.exec(rest) ?? [];
  return message === undefined
    ? { line: null, column: null, message: line }
    : { line: Number(at), column: Number(column), message };
}

class LabEngine {
  #setup = NO_SETUP;
  #world: World | null = null;

  async answer(request: EngineRequest, tell: (reply: EngineReply) => void): Promise<EngineReply> {
    switch (request.ask) {
      case 'set-up':
        this.#setup = request.setup;
        return { tell: 'ready' };
      case 'open':
        return this.#open(request.text);
      case 'start':
        return { tell: 'started', values: this.#startOf(request.line) };
      case 'run':
        return { tell: 'done', counts: await this.#run(request.lines, tell) };
    }
  }

  #open(text: string): EngineReply {
    const { path } = this.#setup;
    try {
      const { compiled, describe } = compileLoaded((onFault) =>
        readYamlText(text, path, 'model-invalid', onFault),
      );
      const isTaught = this.#isTaught(compiled);
      this.#world = this.#makeWorld(compiled, isTaught === true);
      const { coarse } = reviewStep(compiled);
      const warnings = [...reviewModel(compiled), ...(coarse === null ? [] : [coarse])];
      const opened: OpenedModel = {
        model: compiled.model,
        targets: compiled.targets.map((slot) => compiled.names[slot] ?? ''),
        warnings: warnings.map((problem) => readMistake(describe(problem), path)),
        isTaught,
      };
      return { tell: 'opened', opened };
    } catch (error) {
      if (!(error instanceof PulseError)) throw error;
      const mistakes = error.message.split('\n').map((line) => readMistake(line, path));
      return { tell: 'refused', mistakes };
    }
  }

  /** Whether the gravity state is of this model: what another one learned says nothing about it. */
  #isTaught(compiled: CompiledModel): boolean | null {
    const { gravityState } = this.#setup;
    if (typeof gravityState !== 'object' || gravityState === null) return null;
    return Reflect.get(gravityState, 'model_hash') === hashOf(compiled);
  }

  #makeWorld(model: CompiledModel, isTaught: boolean): World {
    const { options, datasets, gravityState } = this.#setup;
    return createWorld({
      ...options,
      model,
      datasets: new Map(datasets.map((dataset) => [dataset.name ?? '', dataset])),
      // createWorld refuses what is none
      ...(isTaught ? { gravityState: gravityState as GravityState } : {}),
    });
  }

  #opened(): World {
    if (this.#world === null) throw new Error('no model is open');
    return this.#world;
  }

  #startOf(text: string): Readonly<Record<string, number>> {
    const bytes = new TextEncoder().encode(text);
    const values = startValues(this.#opened(), { line: 1, batchIndex: 0, bytes });
    return isFailure(values) ? {} : Object.fromEntries(values);
  }

  async #run(lines: string, tell: (reply: EngineReply) => void): Promise<RunCounts> {
    const began = performance.now();
    const decoder = new TextDecoder();
    const sink: RecordSink = {
      write(bytes) {
        tell({ tell: 'records', text: decoder.decode(bytes) });
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
    const { complete, gated, failed } = await runPipeline({
      options: this.#opened(),
      inputs: [{ source: sourceOf(lines), framer: createFramer() }],
      sink,
      batchSize: LINES_AT_A_TIME,
    });
    return { complete, gated, failed, ms: performance.now() - began };
  }
}

const PIECE_BYTES = 64 * 1024;

/** A text as what a run reads. */
function sourceOf(text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  let bytesRead = 0;
  return {
    get bytesRead() {
      return bytesRead;
    },
    read() {
      const piece = bytes.subarray(bytesRead, bytesRead + PIECE_BYTES);
      bytesRead += piece.length;
      return Promise.resolve(piece.length === 0 ? null : piece);
    },
    close: () => Promise.resolve(),
  };
}

const engine = new LabEngine();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- its page made this worker
const tell = (reply: EngineReply): void => globalThis.postMessage(reply);
globalThis.addEventListener('message', ({ data }: MessageEvent<EngineRequest>) => {
  // what is thrown here is a fault of the engine: the page hears it as an error of its worker
  void engine.answer(data, tell).then(tell, (error: unknown) => {
    setTimeout(() => {
      throw error;
    });
  });
});
