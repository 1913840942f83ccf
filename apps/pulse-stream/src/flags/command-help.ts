import type { CommandName } from './flag.ts';

/** Flags of `model` that only `model import` has. */
export const OF_IMPORT = ['output', 'force', 'verify', 'data'] as const;

/** The words that may follow a command and say what it does. */
export const COMMAND_WORDS = {
  model: ['list', 'show', 'check', 'new', 'import'],
  schema: ['config', 'result', 'model'],
  design: ['grid', 'oat', 'lhs', 'sobol', 'mc'],
  completion: ['bash', 'zsh', 'fish'],
  cluster: ['init', 'status', 'doctor', 'gc'],
} as const satisfies Partial<Record<CommandName, readonly string[]>>;

/** What the help of one sub-command says beside its flags. */
export interface CommandHelp {
  /** What stands after `pulse-stream`. */
  readonly usage: string;
  /** What it does, in one sentence without a full stop. */
  readonly sentence: string;
  /** Shell lines that work as they stand, where the files they name exist. */
  readonly examples: readonly [string, string, string];
  readonly readOn: string;
  /** Flags of the command that belong to another of its words. */
  readonly without?: readonly string[];
}

/** The help of every sub-command. */
export const COMMAND_HELP: Readonly<Record<CommandName, CommandHelp>> = {
  run: {
    usage: '[run] [FILE…|-]',
    sentence:
      'Simulates every scenario line and writes one record per line, in order (the default)',
    examples: [
      `echo '{"turns":5,"state_overrides":{"hope":0.8}}' | pulse-stream`,
      'pulse-stream run scenarios.ndjson -o out.jsonl --resume',
      'pulse-stream run -m sir --turns 60 --crn scenarios.ndjson > out.jsonl',
    ],
    readOn:
      'pulse-stream schema config (what a line may say), docs/records.md (what a record says, key by key), docs/reliability.md (resume, limits)',
  },
  validate: {
    usage: 'validate FILE…',
    sentence: 'Says what is wrong or odd with every scenario line without simulating any',
    examples: [
      'pulse-stream validate scenarios.ndjson',
      'pulse-stream validate --strict scenarios.ndjson more.ndjson',
      'pulse-stream validate -m lake.yaml scenarios.ndjson',
    ],
    readOn: 'docs/failure-codes.md (what each code means and what to do)',
  },
  retry: {
    usage: 'retry OUT --input FILE… -o NEW',
    sentence: 'Runs the failures of an output again and copies every other record',
    examples: [
      'pulse-stream retry out.jsonl --input scenarios.ndjson -o retried.jsonl',
      'pulse-stream retry out.jsonl --input scenarios.ndjson > again.jsonl',
      'pulse-stream retry lake.jsonl --input scenarios.ndjson -m lake.yaml -o retried.jsonl',
    ],
    readOn: 'docs/reliability.md',
  },
  learn: {
    usage: 'learn --observations FILE -m MODEL -o STATE',
    sentence: 'Trains gravity and calibration on a history once, for run --gravity-state',
    examples: [
      'pulse-stream learn --observations history.csv -m lake.yaml -o state.json',
      'pulse-stream learn --observations history.csv -m lake.yaml --ignore-columns > state.json',
      `pulse-stream learn --observations history.csv -m lake.yaml -o new.json && echo '{"turns":4}' | pulse-stream -m lake.yaml --gravity-state new.json`,
    ],
    readOn: 'README.md, "Does it have skill?"',
  },
  backtest: {
    usage: 'backtest --observations FILE -m MODEL --horizon H --warmup N',
    sentence: 'Forecasts from every row of a history and compares with what came, beside baselines',
    examples: [
      'pulse-stream backtest --observations history.csv -m lake.yaml --horizon 4 --warmup 70',
      'pulse-stream backtest --observations history.csv -m lake.yaml --horizon 2 --warmup 70 --stride 5 --format ndjson',
      'pulse-stream backtest --observations history.csv -m lake.yaml --horizon 2 --warmup 90 --issued issued.jsonl --force',
    ],
    readOn: 'README.md, "Does it have skill?", and docs/scores.md',
  },
  score: {
    usage: 'score [FILE…] --observations FILE',
    sentence: 'Verifies forecasts that were issued earlier against what came true later',
    examples: [
      'pulse-stream score issued.jsonl --observations lake=later.csv',
      'pulse-stream score issued.jsonl --observations lake=later.csv --by target,origin --format ndjson',
      'cat issued.jsonl | pulse-stream score --observations lake=later.csv -o scores.txt --force',
    ],
    readOn: 'docs/scores.md',
  },
  design: {
    usage: 'design grid|oat|lhs|sobol|mc --var NAME=VALUES…',
    sentence:
      'Writes scenario lines in which inputs vary: every combination, one at a time, or points of a sample',
    examples: [
      'pulse-stream design grid --var hope=0..1:0.25 --var turns=5,10 | pulse-stream',
      "pulse-stream design lhs -n 200 --seed 7 -m sir --var 'params.beta=normal(.3,.03)' --var infected=0.001..0.05 > lhs.ndjson",
      'pulse-stream design sobol --indices -n 64 -m sir --var params.beta=0.2..0.4 --var params.gamma=0.05..0.2 -o sobol.ndjson --force',
    ],
    readOn: 'docs/experiments.md',
  },
  sensitivity: {
    usage: 'sensitivity [FILE…]',
    sentence:
      'Says which input moves which outcome of a run: rank correlations, Sobol indices, boxes of inputs in which cases of interest lie',
    examples: [
      'pulse-stream sensitivity varied.jsonl',
      'pulse-stream sensitivity varied.jsonl --outcome hope@5 --outcome hope.sd@5 --format ndjson',
      "pulse-stream sensitivity varied.jsonl --cases 'hope@5 >= 0.6'",
    ],
    readOn: 'docs/experiments.md',
  },
  diff: {
    usage: 'diff BEFORE AFTER',
    sentence:
      'Says which scenarios of a run came, went, failed, healed or moved in another one, and by how many standard errors',
    examples: [
      'pulse-stream diff out.jsonl other.jsonl',
      "pulse-stream diff out.jsonl other.jsonl --fail-if 'shift >= 30 or appeared >= 1'",
      'pulse-stream diff out.jsonl other.jsonl --format ndjson > changes.jsonl',
    ],
    readOn: 'docs/experiments.md',
  },
  review: {
    usage: 'review [FILE…]',
    sentence:
      'Says what a run is as a whole: what to read first, contradictions, outcomes, groups, what varies, what went wrong',
    examples: [
      'pulse-stream review out.jsonl',
      'pulse-stream review out.jsonl --digest digest.md --force',
      'pulse-stream review out.jsonl --format ndjson > review.ndjson',
    ],
    readOn: 'docs/review.md',
  },
  report: {
    usage: 'report [FILE…] -o report.html',
    sentence:
      'Draws the records of a run as one offline HTML page: what is forecast, why it moves, which input matters, what failed',
    examples: [
      'pulse-stream report out.jsonl -o report.html',
      'pulse-stream report issued.jsonl --observations lake=later.csv --top 4 -o lake.html --force',
      'cat varied.jsonl | pulse-stream report > varied.html',
    ],
    readOn: 'docs/report.md',
  },
  lab: {
    usage: 'lab -m MODEL -o lab.html',
    sentence:
      'Writes one offline HTML page with the engine inside: sliders for a model, its forecasts redrawn as they move, the model in an editor',
    examples: [
      'pulse-stream lab -o lab.html',
      'pulse-stream lab -m sir --turns 90 -o sir.html',
      'pulse-stream lab -m lake.yaml --observations lake=history.csv -o lake-lab.html',
    ],
    readOn: 'docs/lab.md',
  },
  export: {
    usage: 'export OUT.jsonl -o FILE.csv|FILE.parquet',
    sentence:
      'Makes tables of the records of a run: one of results, one of failures; or a submission to a hubverse hub',
    examples: [
      'pulse-stream export out.jsonl -o out.parquet',
      'pulse-stream export out.jsonl -o wide.csv --wide --inputs turns,members',
      'cat out.jsonl | pulse-stream export --to csv --errors failed.jsonl > out.csv',
    ],
    readOn:
      'docs/tables.md, docs/hub.md (a submission: export out.jsonl --to hubverse --hub DIR --model-id TEAM-MODEL)',
  },
  schema: {
    usage: 'schema config|result|model',
    sentence:
      'Prints the JSON Schema of what you write (config, model) or read (result), or writes all of them to a folder',
    examples: [
      'pulse-stream schema config',
      'pulse-stream schema result > result.schema.json',
      'pulse-stream schema --out schemas',
    ],
    readOn:
      'docs/records.md (every key of a record, with an example), docs/failure-codes.md (what does not fit a schema, by code)',
  },
  model: {
    usage: 'model list|show|check|new|import [NAME|FILE]',
    sentence:
      'Lists and shows the shipped models, says what is wrong or odd with one of your own, begins one, and brings one from Vensim or XMILE',
    examples: [
      'pulse-stream model list',
      'pulse-stream model new gadget > gadget.yaml',
      'pulse-stream model check lake.yaml',
    ],
    readOn:
      'pulse-stream help model new, docs/models.md (how to write a model), docs/language.md (every word of expressions), docs/import.md (models of Vensim and XMILE: model import FILE.mdl -o model.yaml --verify output.tab)',
  },
  worker: {
    usage: 'worker --engine nats://HOST:PORT',
    sentence:
      'Computes for the runs of a cluster, on as many machines as you like, until it is stopped',
    examples: [
      'pulse-stream worker --engine nats://127.0.0.1:4222 --idle-seconds 1',
      'pulse-stream worker --engine nats://127.0.0.1:4222 -j 1 --idle-seconds 1',
      'PULSE_ENGINE=nats://127.0.0.1:4222 pulse-stream worker --idle-seconds 1',
    ],
    readOn: 'docs/cluster.md (from one machine to ten in five minutes)',
  },
  cluster: {
    usage: 'cluster init|status|doctor|gc --engine nats://HOST:PORT',
    sentence:
      'Makes the streams of a cluster, says what waits and who works, what a server lacks, and removes what was left behind',
    examples: [
      'pulse-stream cluster init --engine nats://127.0.0.1:4222',
      'pulse-stream cluster init --engine nats://127.0.0.1:4222 && pulse-stream cluster doctor --engine nats://127.0.0.1:4222',
      'pulse-stream cluster gc --engine nats://127.0.0.1:4222 --older-than 48',
    ],
    readOn: 'docs/cluster.md',
  },
  demo: {
    usage: 'demo',
    sentence: 'Runs three scenarios and tells what their records show',
    examples: [
      'pulse-stream demo',
      'pulse-stream demo -q > demo.jsonl',
      'pulse-stream demo --members 20 -o demo-20.jsonl --force',
    ],
    readOn: 'pulse-stream help run',
  },
  completion: {
    usage: 'completion bash|zsh|fish',
    sentence:
      'Prints what a shell reads once, so that the tab key completes commands, flags, their values, models, datasets and files',
    examples: [
      'pulse-stream completion bash > pulse-stream.bash',
      'pulse-stream completion zsh > _pulse-stream',
      'pulse-stream completion fish > pulse-stream.fish',
    ],
    readOn: 'docs/completion.md (where the script of a shell belongs)',
  },
  help: {
    usage: 'help [COMMAND]',
    sentence: 'Prints the commands, or what one command does, its flags and examples',
    examples: ['pulse-stream help', 'pulse-stream help run', 'pulse-stream validate --help'],
    readOn: 'README.md',
  },
  version: {
    usage: 'version',
    sentence: 'Prints the version of the command',
    examples: ['pulse-stream version', 'pulse-stream --version', 'pulse-stream version --help'],
    readOn: 'pulse-stream help',
  },
};
