import { expect, test } from 'vitest';
import { apply, HOUSE_RULES } from '../house-rules/index.mjs';
import { listFiles, readText } from '../workspace.mjs';

const files = listFiles('').map((path) => ({ path, text: readText(path) }));

const proofs = HOUSE_RULES.flatMap((rule) => [
  ...rule.bad.map((snippet) => ({ rule, ...snippet, fires: true })),
  ...rule.good.map((snippet) => ({ rule, ...snippet, fires: false })),
]);

test.each(HOUSE_RULES)('$name: $law', (rule) => {
  const looked = files.filter(({ path }) => rule.appliesTo(path));
  expect(looked.length).toBeGreaterThan(0);
  expect(looked.flatMap(({ path, text }) => apply(rule, path, text))).toEqual([]);
});

test.each(HOUSE_RULES)(
  '$name is proven by snippets that break it and snippets that keep it',
  (rule) => {
    expect(rule.bad.length).toBeGreaterThan(0);
    expect(rule.good.length).toBeGreaterThan(0);
  },
);

test.each(proofs)(
  '$rule.name on $text in $path: fires is $fires',
  ({ rule, path, text, fires }) => {
    expect(apply(rule, path, text).length > 0).toBe(fires);
  },
);
