import { PulseError } from '@pulse-stream/worldstate';
import { TABLE_FORMATS } from '@pulse-stream/formats/internal';
import { TABLES, type CommandName } from '../flags/flag.ts';
import { HUB_FLAGS } from '../flags/hub-flags.ts';
import { FLAG_BY_NAME } from '../flags/flag-table.ts';
import { textOf, textsOf, type Settings } from './settings.ts';
import type { Format } from '../flags/table-flags.ts';

/** One output of a run or an export. */
export interface OutputPlan {
  /** A file, or `-`. */
  readonly path: string;
  readonly format: Format;
  /** A file, which is there only when it is complete, not a stream or a device. */
  readonly isFile: boolean;
  /** The file of the failures of a table; null: records hold them, or a stream has no room. */
  readonly failures: string | null;
}

/** Flags that change tables and nothing else. */
const TABLE_ONLY = ['wide', 'inputs', 'escape-formulas'] as const;

/** Flags that name a file which is written whole, so that it may take the place of another. */
export const REPLACING = ['output', 'errors', 'issued', 'digest', 'out'] as const;
/** Commands in which `--force` says more than that a file may be replaced. */
const FORCED: ReadonlySet<CommandName> = new Set(['retry', 'cluster']);

const SUFFIX = new RegExp(`\\.(${TABLE_FORMATS.join('|')})(\\.gz)?$`, 'i');

/**
 * Refuses a name of a table where a command writes none: who opens it would find something else.
 * @throws PulseError `option-invalid`
 */
export function refuseTableName(command: string, settings: Settings): void {
  const path = textOf(settings, 'output') ?? '';
  if (TABLES.some((name) => name === command) || !SUFFIX.test(path)) return;
  const { from = '--output' } = settings.get('output') ?? {};
  throw new PulseError(
    'option-invalid',
    `${from} ${path}: ${command} writes no table (${TABLES.join(', ')} do): choose a name that does not end like one`,
  );
}

/**
 * Refuses `--force` where no file is named that it could replace. Settings of files and the
 * environment hold for several commands.
 * @throws PulseError `option-invalid`
 */
export function refuseIdleForce(command: CommandName, settings: Settings): void {
  const { source, from } = settings.get('force') ?? {};
  if (source !== 'flag' || FORCED.has(command) || isToHub(settings)) return;
  const named = REPLACING.filter((name) => FLAG_BY_NAME.get(name)?.commands.includes(command));
  if (named.some((name) => textsOf(settings, name).some((path) => path !== '-'))) return;
  throw new PulseError(
    'option-invalid',
    `${from} needs ${named[0] === 'out' ? '--out DIR' : '-o FILE'}: without it no file is written that could be replaced`,
  );
}

/** What the name of a file says of its format. */
function formatOf(path: string): Format {
  const [, suffix = 'ndjson', packed] = SUFFIX.exec(path.toLowerCase()) ?? [];
  if (suffix === 'parquet' && packed !== undefined)
    throw new PulseError('option-invalid', `${path}: Parquet is packed inside, without .gz`);
  // one of the two that the pattern knows
  return suffix as Format;
}

/** `runs/july.csv.gz` → `runs/july.failures.csv.gz`. */
function failuresOf(path: string, format: Format): string {
  const at = path.length - (SUFFIX.exec(path)?.[0].length ?? 0);
  const suffix = at === path.length ? `.${format}` : path.slice(at);
  return `${path.slice(0, at)}.failures${suffix}`;
}

/** Whether an export is a submission to a hub, which says itself where its file lies. */
export const isToHub = (settings: Settings): boolean => textOf(settings, 'to') === 'hubverse';

/**
 * What `run` or `export` writes where. A format that a flag names wins over the names of files.
 * @param isFile whether a path is, or will be, a file
 * @throws PulseError `option-invalid` where flags contradict each other
 */
export async function planOutputs(
  command: CommandName,
  settings: Settings,
  isFile: (path: string) => Promise<boolean>,
): Promise<readonly OutputPlan[]> {
  if (command === 'export') refuseUnusedByHub(settings);
  if (command === 'export' && isToHub(settings)) return [];
  // one of the other choices of these flags
  const named = textOf(settings, command === 'export' ? 'to' : 'format') as Format | undefined;
  const given = textsOf(settings, 'output');
  if (given.length > 1 && named !== undefined)
    throw new PulseError(
      'option-invalid',
      `--format ${named} with ${given.length} outputs: let the name of each say its format`,
    );
  const plans: OutputPlan[] = [];
  for (const path of given.length === 0 ? ['-'] : given) {
    const [format, inFile] = [named ?? formatOf(path), await isFile(path)];
    const failures = inFile && format !== 'ndjson' ? failuresOf(path, format) : null;
    plans.push({ path, format, isFile: inFile, failures });
  }
  refuseUnused(settings, plans);
  if (plans.some((plan) => plan.format !== 'ndjson' && !plan.isFile))
    if (textOf(settings, 'errors') === undefined)
      throw new PulseError(
        'option-invalid',
        'a stream has room for one table: say where failures go with --errors FILE, or write both with -o FILE',
      );
  return plans;
}

/** Whether a run writes nothing but one stream of record lines, as they come. */
export const isLinesOnly = (plans: readonly OutputPlan[]): boolean =>
  plans.length === 1 && plans[0]?.format === 'ndjson';

/** Flags of tables that a hub has no use for, and the other way round. */
function refuseUnusedByHub(settings: Settings): void {
  const isHub = isToHub(settings);
  const unused = isHub ? TABLE_ONLY : HUB_FLAGS.map(({ name }) => name);
  for (const name of unused)
    if (settings.get(name)?.source === 'flag')
      throw new PulseError(
        'option-invalid',
        isHub
          ? `--${name} changes tables, and the columns of a submission are those of the hub`
          : `--${name} belongs to a submission: add --to hubverse`,
      );
}

/** A flag that would change nothing is refused, as everywhere. */
function refuseUnused(settings: Settings, plans: readonly OutputPlan[]): void {
  const isFlag = (name: string): boolean => settings.get(name)?.source === 'flag';
  const formats = new Set(plans.map(({ format }) => format));
  const isTable = TABLE_FORMATS.some((format) => formats.has(format));
  for (const name of TABLE_ONLY)
    if (isFlag(name) && !isTable)
      throw new PulseError(
        'option-invalid',
        `--${name} changes tables: write one with -o FILE.csv or -o FILE.parquet`,
      );
  if (isFlag('escape-formulas') && !formats.has('csv'))
    throw new PulseError('option-invalid', '--escape-formulas changes CSV, and none is written');
  const cut = textOf(settings, 'record') === 'slim' ? 'record slim' : 'fields';
  if (isTable && (cut === 'record slim' || settings.has('fields')))
    throw new PulseError(
      'option-invalid',
      `--${cut}: tables are made of whole records (write the short ones in a run of their own)`,
    );
}
