import { fail } from '@pulse-stream/worldstate';
import type { Stage } from '@pulse-stream/worldstate/internal';
import type { ClockReading, ClockReadings } from './clock.ts';
import { interpretCondition, interpretNumber, plainReadings, type Compute } from './evaluate.ts';
import { ExpressionError } from './expression-error.ts';
import { countNodes, visitTree, type ConditionTree, type NumberTree } from './tree.ts';
import {
  parseCondition,
  parseNumber,
  type NameMeaning,
  type NameTable,
} from './parse-expression.ts';

/** Which names an expression may use, what it must be, and whose it is. */
export interface ExpressionScope {
  /** Names that may be read: `slot` of a tree is an index into this list. */
  readonly names: readonly string[];
  /** Names that do not change in a run: `param` of a tree is an index into this list. */
  readonly params?: readonly string[];
  /** Whether `name[-k]` may be written. */
  readonly lags: boolean;
  readonly kind: 'number' | 'boolean';
  /** Whether `turn` may be written; default true. */
  readonly turn?: boolean;
  /** Whether the names of the clock may be written: time, dt, season, …; default false. */
  readonly clock?: boolean;
  /** Given for an expression of a config: what is wrong with it is a failure of this stage … */
  readonly stage?: Stage;
  /** … at this path. */
  readonly path?: string;
}

/**
 * Reads a name of the scope: `back` = 0 now, k ≥ 1 for `name[-k]`. `turn` and the names of the clock
 * are read by their names, the start of the present step as `time`. Now is the end of a turn, so
 * `name[0]` is read as `name`.
 */
export type ReadName = (name: string, back: number) => number;

/** A checked expression over names. */
export interface CompiledExpression<T extends number | boolean = number | boolean> {
  readonly source: string;
  /** The names it uses, each once, in order of appearance; those of turn and clock among them. */
  readonly names: readonly string[];
  readonly tree: T extends boolean ? ConditionTree : NumberTree;
  readonly nodes: number;
  /** For hot paths: the value for values in the order of the scope. @throws NumericError */
  readonly compute: Compute<T>;
  /**
   * The value; every used name is read, once.
   * @throws NumericError when it cannot be computed
   */
  evaluate(read: ReadName): T;
}

/**
 * Checks an expression against its scope, once; evaluating it costs no parsing.
 * @throws ExpressionError with column and hint; or, when the scope names a stage, ScenarioError
 * `config-invalid` (`unknown-name` when it reads an undeclared name)
 * @see MODEL.md §2
 */
export function compileExpression(
  source: string,
  scope: ExpressionScope & { readonly kind: 'boolean' },
): CompiledExpression<boolean>;
export function compileExpression(
  source: string,
  scope: ExpressionScope & { readonly kind: 'number' },
): CompiledExpression<number>;
export function compileExpression(
  source: string,
  scope: ExpressionScope,
): CompiledExpression<boolean> | CompiledExpression<number> {
  const { kind, stage, path } = scope;
  try {
    return kind === 'boolean'
      ? bindNames(source, scope, parseCondition(source, nameTable(scope)), interpretCondition)
      : bindNames(source, scope, parseNumber(source, nameTable(scope)), interpretNumber);
  } catch (error) {
    if (stage === undefined || !(error instanceof ExpressionError)) throw error;
    const { code, column, hint, message } = error;
    const type = code === 'unknown-name' ? code : 'config-invalid';
    return fail(type, stage, `column ${column}: ${message}`, { path, hint });
  }
}

const NO_LAGS: NameTable['noLags'] = {
  message: 'there are no earlier values to read here',
  hint: (name) =>
    `${name} is read as it is at the end of the turn; the model can give its past a name: values: { before: ${name}[-1] }`,
};

/** The names of a scope, looked up by the parser. */
function nameTable(scope: ExpressionScope): NameTable {
  const { names, params = [], turn = true, clock = false, lags } = scope;
  const meanings = new Map<string, NameMeaning>();
  for (const [index, name] of names.entries()) meanings.set(name, { kind: 'slot', index });
  for (const [index, name] of params.entries()) meanings.set(name, { kind: 'param', index });
  return {
    meanings,
    turn,
    clock,
    noLags: lags ? null : NO_LAGS,
  };
}

const nameOf = (reading: ClockReading): string => (reading === 'step_start' ? 'time' : reading);

function clockOf(read: ReadName): ClockReadings {
  const by = (reading: ClockReading): number => read(nameOf(reading), 0);
  return {
    get time() {
      return by('time');
    },
    get dt() {
      return by('dt');
    },
    get step_start() {
      return by('step_start');
    },
    calendar: by,
  };
}

function bindNames<Tree extends NumberTree | ConditionTree, T extends number | boolean>(
  source: string,
  { names, params = [] }: ExpressionScope,
  tree: Tree,
  interpret: (tree: Tree) => Compute<T>,
): Omit<CompiledExpression<T>, 'tree'> & { readonly tree: Tree } {
  const compute = interpret(tree);
  const slotsUsed = new Set<number>();
  const paramsUsed = new Set<number>();
  const used = new Set<string>();
  let readsClock = false;
  visitTree(tree, (node) => {
    if (node.op === 'turn') used.add('turn');
    if (node.op === 'clock') {
      readsClock = true;
      used.add(nameOf(node.reading));
    }
    if (node.op === 'slot') slotsUsed.add(node.slot);
    if (node.op === 'param') paramsUsed.add(node.param);
    // every index of a checked tree comes from the scope, here and below
    if (node.op === 'slot' || node.op === 'lag') used.add(names[node.slot] as string);
    if (node.op === 'param') used.add(params[node.param] as string);
  });
  const readsTurn = used.has('turn');
  // Only the values the tree reads are ever written or read.
  const x = new Float64Array(names.length);
  const values = new Float64Array(params.length);
  return {
    source,
    names: [...used],
    tree,
    nodes: countNodes(tree),
    compute,
    evaluate(read) {
      const at = plainReadings(
        x,
        values,
        readsTurn ? read('turn', 0) : 0,
        (slot, back) => read(names[slot] as string, back),
        readsClock ? clockOf(read) : undefined,
      );
      for (const slot of slotsUsed) at.x[slot] = read(names[slot] as string, 0);
      for (const param of paramsUsed) at.params[param] = read(params[param] as string, 0);
      return compute(at);
    },
  };
}
