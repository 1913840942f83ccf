import { createFramer } from '@pulse-stream/codec';
import {
  clusterForce,
  decodeLines,
  decodeOrder,
  Driver,
  work,
  type Compute,
} from '@pulse-stream/jetstream/internal';
import { createWorld, runPipeline, type Line, type World } from '@pulse-stream/pipeline';
import {
  mostPieceBytes,
  type BatchOutput,
  type Outcome,
  type RunPosition,
} from '@pulse-stream/pipeline/internal';
import { badResults, seal } from './bad-results.ts';
import { FakeBroker, type Faults } from './fake-broker.ts';
import { createRandom, FakeProcess, VirtualTime } from './virtual-time.ts';

/** A run that needs longer has stopped moving: two hours of its own time. */
const LIMIT_MS = 7_200_000;
const CREDITS = 6;
const LIMITS = { recordBytes: 1000, lineBytes: 1000 };
/** Until then things break; from then on they only misbehave. */
const TROUBLE_MS = 60_000;

/** What a run under a seed came to. */
export interface Simulated {
  /** What went wrong; none: the bytes are those of a local run. */
  readonly wrong: readonly string[];
  readonly kills: number;
  readonly wipes: number;
  /** Results that are none, which a worker gave. */
  readonly rogueAnswers: number;
}

const encoder = new TextEncoder();

/** The record of a line: what a worker makes of it is a function of the line. */
function recordOf(line: Line): { readonly text: string; readonly outcome: Outcome } {
  const text = new TextDecoder().decode(line.bytes);
  const outcome = text.startsWith('bad')
    ? 'bad-json'
    : text.startsWith('poison')
      ? 'worker-crashed'
      : 'complete';
  return {
    text: `${JSON.stringify({ line: line.line, index: line.batchIndex, text, outcome })}\n`,
    outcome,
  };
}

function answerLines(lines: readonly Line[]): BatchOutput {
  const records = lines.map((line) => recordOf(line));
  return {
    bytes: encoder.encode(records.map(({ text }) => text).join('')),
    lines,
    outcomes: records.map(({ outcome }) => outcome),
    warnings: [],
    blank: 0,
  };
}

/** The world of the lines matters to nobody here: it only has to be found. */
const WORLD_BYTES = encoder.encode('a world');

interface Story {
  readonly time: VirtualTime;
  readonly random: () => number;
  readonly broker: FakeBroker;
  readonly world: World;
  readonly input: Uint8Array;
  readonly lines: number;
}

interface RogueTally {
  readonly answers: number;
}

/** What survives a driver: the output, and the checkpoint that says how much of it counts. */
interface Disk {
  readonly text: string[];
  checkpoint: { readonly position: RunPosition; readonly pieces: number } | null;
  isDone: boolean;
  error: string | null;
}

function startDriver(
  { time, random, broker, world, input, lines }: Story,
  disk: Disk,
): FakeProcess {
  const process = new FakeProcess(time);
  const { position, pieces = 0 } = disk.checkpoint ?? {};
  disk.text.length = pieces;
  const driver = new Driver({
    broker: broker.driver(process, 'job'),
    clock: process,
    world: WORLD_BYTES,
    build: 'a build',
    workerCommand: 'a command',
    say: () => undefined,
  });
  let rest = input.subarray(position?.offset ?? 0);
  const source = {
    bytesRead: 0,
    read: async () => {
      await new Promise<void>((resolve) => void process.after(1, resolve));
      const chunk = rest.slice(0, 1 + Math.floor(random() * 40));
      rest = rest.subarray(chunk.length);
      return chunk.length === 0 ? null : chunk;
    },
    close: () => Promise.resolve(),
  };
  const after = { line: position?.line ?? 0, offset: position?.offset ?? 0 };
  const sink = {
    write: async (bytes: Uint8Array) => {
      await new Promise<void>((resolve) => void process.after(random() * 20, resolve));
      disk.text.push(new TextDecoder().decode(bytes));
    },
    close: () => Promise.resolve(),
  };
  const run = runPipeline({
    inputs: [{ source, framer: createFramer({ after }) }],
    sink,
    options: world,
    credits: CREDITS,
    batchSize: { maxLines: lines, maxBytes: 1000, isWhole: true },
    force: clusterForce(driver, CREDITS, LIMITS),
    start: position,
    onAccepted: (at) => {
      if (random() < 0.5) disk.checkpoint = { position: at, pieces: disk.text.length };
    },
  });
  void run.then(
    async () => {
      await driver.close(true);
      disk.isDone = true;
    },
    (error: unknown) => {
      disk.error = error instanceof Error ? error.message : 'no error';
      disk.isDone = true;
    },
  );
  return process;
}

function startWorker({ time, random, broker }: Story): FakeProcess {
  const process = new FakeProcess(time);
  const compute: Compute = {
    knows: () => false,
    async compute(_world, lines, isCareful, take) {
      const isPoisoned = lines.some(({ bytes }) => bytes[0] === 'p'.charCodeAt(0));
      await new Promise<void>((resolve) => void process.after(50 + random() * 3000, resolve));
      if (isPoisoned && !isCareful) {
        process.kill();
        await new Promise(() => undefined);
      }
      for (const line of lines) take(answerLines([line]));
    },
  };
  const stop = new AbortController();
  void work(
    { broker: broker.worker(process), clock: process, compute, slots: 1, say: () => undefined },
    stop.signal,
  );
  return process;
}

/** A worker that answers orders with results that are none under a seal that is right, for a while. */
function startRogue({ time, random, broker }: Story): RogueTally {
  const process = new FakeProcess(time);
  const there = broker.worker(process);
  const tally = { answers: 0 };
  const serve = async (): Promise<void> => {
    const delivery = await there.next().catch(() => null);
    const order = delivery === null ? null : decodeOrder(delivery.message);
    const lines = order?.lines == null ? null : decodeLines(order.lines);
    if (delivery === null || order === null || lines === null) return;
    const bad = [...badResults(lines.length, mostPieceBytes(LIMITS)).values()];
    const chosen = bad[Math.floor(random() * bad.length)] as Uint8Array; // one of them
    const { job, chunk } = delivery;
    for (const [part, message] of seal(order.body, chosen).entries())
      if ((await there.storePart(job, chunk, part, message)) === 'full') return;
    tally.answers += 1;
    await delivery.ack();
  };
  const goOn = (): void => {
    if (time.now > TROUBLE_MS) return;
    void serve()
      .catch(() => undefined)
      .then(() => process.after(100, goOn));
  };
  goOn();
  return tally;
}

/** Calm to wild, by chance. */
function chooseFaults(random: () => number): Faults {
  const share = (most: number): number => (random() < 0.3 ? 0 : random() * most);
  return {
    lost: share(0.1),
    unanswered: share(0.1),
    unheard: share(0.5),
    repeated: share(0.3),
    damaged: share(0.1),
    rotten: share(0.05),
    slowest: share(500),
    room: random() < 0.3 ? 1 + Math.floor(random() * 4) : 1000,
  };
}

function writeInput(random: () => number): Uint8Array {
  const count = Math.floor(random() * 40);
  const texts = Array.from({ length: count }, (_, index) => {
    const draw = random();
    if (draw < 0.1) return '';
    if (draw < 0.2) return `bad ${index}`;
    return draw < 0.23 ? `poison ${index}` : `line ${index}`;
  });
  return encoder.encode(texts.map((text) => `${text}\n`).join(''));
}

/** What a run that nothing happens to writes. */
function expectOutput(input: Uint8Array): string {
  let index = 0;
  const texts = new TextDecoder().decode(input).split('\n');
  return texts
    .flatMap((text, at) => {
      if (text === '') return [];
      const line = { line: at + 1, batchIndex: index, bytes: encoder.encode(text) };
      index += 1;
      return [recordOf(line).text];
    })
    .join('');
}

const WORLD = createWorld();

/**
 * Runs a job under a seed: everything that can happen to messages, processes and the store.
 * @param hasRogue one more worker is broken
 */
export async function simulate(seed: number, hasRogue = false): Promise<Simulated> {
  const random = createRandom(seed);
  const time = new VirtualTime();
  const broker = new FakeBroker(time, random, chooseFaults(random));
  const input = writeInput(random);
  const lines = 1 + Math.floor(random() * 5);
  const story: Story = { time, random, broker, world: WORLD, input, lines };
  const disk: Disk = { text: [], checkpoint: null, isDone: false, error: null };
  let driver = startDriver(story, disk);
  const workers = Array.from({ length: 1 + Math.floor(random() * 3) }, () => startWorker(story));
  const rogue = hasRogue ? startRogue(story) : { answers: 0 };
  let kills = 0;
  let wipes = 0;
  const trouble = (): void => {
    const draw = random();
    if (draw < 0.35) {
      kills += 1;
      driver.kill();
      if (!disk.isDone) driver = startDriver(story, disk);
    } else if (draw < 0.75) {
      kills += 1;
      workers[Math.floor(random() * workers.length)]?.kill();
    } else if (draw < 0.9) {
      kills += 1;
      broker.restart(random() * 5000);
    } else {
      wipes += 1;
      broker.wipe();
    }
  };
  const troubles = Math.floor(random() * 8);
  for (let count = 0; count < troubles; count += 1)
    time.after(random() * TROUBLE_MS * random(), trouble);
  // whoever starts workers starts another one for each that died
  const replace = (): void => {
    for (const [at, worker] of workers.entries())
      if (!worker.isAlive) workers[at] = startWorker(story);
    time.after(1000, replace);
  };
  replace();
  await time.pass(() => disk.isDone, LIMIT_MS);
  for (const process of [driver, ...workers]) process.kill();
  const wrong = [...broker.violations];
  if (!disk.isDone) wrong.push('the run never ended');
  else if (disk.error !== null) wrong.push(`the run failed: ${disk.error}`);
  else if (disk.text.join('') !== expectOutput(input)) wrong.push('the output differs');
  return { wrong, kills, wipes, rogueAnswers: rogue.answers };
}
