// House rules on clock, randomness, logging, globals of Node and ends of the process.
import ts from 'typescript';
import { declaredNames, findNodes, isRead } from './syntax.mjs';
import { isCode, isPackageSource, isPureSource, isSource } from './places.mjs';

/** @import { HouseRule } from './syntax.mjs' */

const CLOCK_AND_CHANCE = new Map([
  ['Date.now', 'a clock'],
  ['performance.now', 'a clock'],
  ['process.hrtime', 'a clock'],
  ['process.uptime', 'a clock'],
  ['Math.random', 'randomness'],
  ['crypto.randomUUID', 'randomness'],
  ['crypto.getRandomValues', 'randomness'],
  ['crypto.randomBytes', 'randomness'],
  ['crypto.randomInt', 'randomness'],
]);
const NAMED_CHANCE = new Set(['randomUUID', 'randomBytes', 'randomInt', 'hrtime']);

/** @type {HouseRule} */
const noClockNoChance = {
  name: 'no-clock-no-chance',
  law: 'packages read no clock and draw no chance: an Rng or a clock is handed in by the app',
  appliesTo: isPackageSource,
  check: (source) =>
    findNodes(source, (node) => {
      if (ts.isPropertyAccessExpression(node)) {
        const owner = node.expression.getText().replace(/^globalThis\./, '');
        return CLOCK_AND_CHANCE.get(`${owner}.${node.name.text}`) ?? null;
      }
      if (ts.isNewExpression(node) && node.expression.getText() === 'Date')
        return (node.arguments ?? []).length === 0 ? 'a clock' : null;
      if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'a clock';
      if (ts.isImportSpecifier(node) && NAMED_CHANCE.has((node.propertyName ?? node.name).text))
        return 'clock or randomness';
      return null;
    }),
  bad: [
    'const a = Date.now();',
    'const a = new Date();',
    'const a = Date();',
    'const a = performance.now();',
    'const a = Math.random();',
    'const draw = Math.random;',
    'const a = crypto.randomUUID();',
    'const a = globalThis.crypto.getRandomValues(b);',
    "import { randomBytes } from 'node:crypto';",
  ].map((text) => ({ path: 'packages/x/src/a.ts', text })),
  good: [
    { path: 'packages/x/src/a.ts', text: "const a = new Date('2000-01-01'); rng.nextUnit();" },
    { path: 'apps/x/src/a.ts', text: 'const a = Date.now();' },
    { path: 'packages/x/src/a.test.ts', text: 'const a = Date.now();' },
  ],
};

const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']);
const NODE_GLOBALS = new Set(['process', 'Buffer', 'require', 'global', '__dirname', '__filename']);

/** @type {HouseRule} */
const noTimers = {
  name: 'no-timers',
  law: 'model and stage packages are functions of their arguments: no timers',
  appliesTo: isPureSource,
  check: (source) =>
    findNodes(source, (node) =>
      isRead(node) && TIMERS.has(node.text) && !declaredNames(source).has(node.text)
        ? `${node.text} in a pure layer`
        : null,
    ),
  bad: [{ path: 'packages/gravity/src/a.ts', text: 'setTimeout(run, 10);' }],
  good: [{ path: 'packages/pipeline/src/a.ts', text: 'setTimeout(run, 10);' }],
};

/** @type {HouseRule} */
const noNodeGlobals = {
  name: 'no-node-globals',
  law: 'outside edges, apps and the worker-thread file nothing touches Node: also not its globals',
  appliesTo: (path) =>
    isPureSource(path) ||
    (path.startsWith('packages/pipeline/') &&
      isSource(path) &&
      path !== 'packages/pipeline/src/workers/worker-thread.ts'),
  check(source) {
    const declared = declaredNames(source);
    return findNodes(source, (node) =>
      isRead(node) && NODE_GLOBALS.has(node.text) && !declared.has(node.text)
        ? `${node.text} is Node's`
        : null,
    );
  },
  bad: [
    { path: 'packages/gravity/src/a.ts', text: 'const home = process.env.HOME;' },
    { path: 'packages/codec/src/a.ts', text: "const b = Buffer.from('a');" },
    { path: 'packages/pipeline/src/a.ts', text: "process.stderr.write('a');" },
  ],
  good: [
    {
      path: 'packages/pipeline/src/workers/worker-thread.ts',
      text: 'const home = process.env.HOME;',
    },
    { path: 'packages/sinks/src/a.ts', text: "const b = Buffer.from('a');" },
    { path: 'packages/codec/src/a.ts', text: 'const a = { process: 1 }; a.process = 2;' },
  ],
};

/** @type {HouseRule} */
const noProcessExit = {
  name: 'no-process-exit',
  law: 'nothing calls process.exit: it cuts piped output; process.exitCode is set instead',
  appliesTo: isCode,
  check: (source) =>
    findNodes(source, (node) =>
      ts.isPropertyAccessExpression(node) &&
      /^(exit|abort|reallyExit)$/.test(node.name.text) &&
      /^(globalThis\.)?process$/.test(node.expression.getText())
        ? `process.${node.name.text}`
        : null,
    ),
  bad: [
    { path: 'apps/x/src/main.ts', text: 'process.exit(1);' },
    { path: 'tools/a.mjs', text: 'process.exit();' },
    { path: 'packages/sinks/src/a.ts', text: 'process.abort();' },
  ],
  good: [{ path: 'apps/x/src/main.ts', text: 'process.exitCode = 1;' }],
};

/** @type {HouseRule} */
const noLogging = {
  name: 'no-logging',
  law: 'what ships does not log through console: data goes to stdout, words to the stderr of the app',
  appliesTo: isSource,
  check: (source) =>
    findNodes(source, (node) => (isRead(node) && node.text === 'console' ? 'console' : null)),
  bad: [{ path: 'packages/x/src/a.ts', text: "console.error('a');" }],
  good: [{ path: 'packages/x/src/a.ts', text: "const a = { console: 1 }; write('a');" }],
};

export const PURITY_RULES = [noClockNoChance, noTimers, noNodeGlobals, noProcessExit, noLogging];
