import { OF_IMPORT, type COMMAND_WORDS, type CommandHelp } from './command-help.ts';

type ModelAction = (typeof COMMAND_WORDS.model)[number];

const MODEL_HELP: Readonly<Record<ModelAction, CommandHelp>> = {
  list: {
    usage: 'model list',
    sentence: 'Lists the models that come with the command: what each is about, and its size',
    examples: [
      'pulse-stream model list',
      'pulse-stream model list | grep epidemic',
      'pulse-stream model list > models.txt',
    ],
    readOn: 'pulse-stream help model show',
    without: OF_IMPORT,
  },
  show: {
    usage: 'model show NAME|FILE',
    sentence:
      'Prints a model: one that comes with the command as it was written, one of a file with every default filled in',
    examples: [
      'pulse-stream model show sir',
      'pulse-stream model show seir > mine.yaml && pulse-stream model check mine.yaml',
      'pulse-stream model show lake.yaml',
    ],
    readOn: 'docs/models.md (what every key means)',
    without: OF_IMPORT,
  },
  check: {
    usage: 'model check NAME|FILE',
    sentence:
      'Says everything that is wrong with a model, by file, line, column and rule (exit 2), or that it is fine, its size, and what is odd about it: what is never used, a time step that is too coarse',
    examples: [
      'pulse-stream model check lake.yaml',
      'pulse-stream model check seir',
      'pulse-stream model check lake.yaml -q && pulse-stream -m lake.yaml scenarios.ndjson > lake.out',
    ],
    readOn: 'docs/models.md (how to write a model), docs/language.md (every word of expressions)',
    without: OF_IMPORT,
  },
  new: {
    usage: 'model new NAME',
    sentence:
      'Writes a model to start from, a comment on every key: a stock and a flow, values, a drawn parameter, an event',
    examples: [
      'pulse-stream model new gadget > gadget.yaml',
      'pulse-stream model new gadget > gadget.yaml && pulse-stream model check gadget.yaml',
      `pulse-stream model new gadget > gadget.yaml && echo '{"turns":24}' | pulse-stream -m gadget.yaml`,
    ],
    readOn: 'docs/models.md (how to write a model)',
    without: OF_IMPORT,
  },
  import: {
    usage: 'model import FILE.mdl|FILE.xmile',
    sentence:
      'Writes a model of Vensim or XMILE as a model file, or says by line what of it has no counterpart; --verify compares its control run with an output of the other program',
    examples: [
      'pulse-stream model import tea.mdl',
      'pulse-stream model import tea.mdl -o tea.yaml --force && pulse-stream model check tea.yaml',
      'pulse-stream model import tea.mdl > tea.yaml',
    ],
    readOn: 'docs/import.md',
  },
};

/** The help of what a command does by a word of its own, by both words. */
export const ACTION_HELP: ReadonlyMap<string, CommandHelp> = new Map(
  Object.entries(MODEL_HELP).map(([word, help]) => [`model ${word}`, help]),
);
