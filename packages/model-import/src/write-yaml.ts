import { Document, isMap, isPair, isScalar, isSeq, visit, type Node } from 'yaml';
import type { BuiltModel } from './model/build-model.ts';

/** Parts of a model whose entries come in the groups of the file. */
const GROUPED = ['params', 'tables', 'series', 'slots', 'values'];

/** What nobody sees, or what turns the direction of what stands around it. */
const UNSEEN = /[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f]/gu;

/** The model as a person would write it: groups as headings, short lists on one line. */
export function writeYaml({ model, groups }: Pick<BuiltModel, 'model' | 'groups'>): string {
  const document = new Document(model);
  const root = document.contents;
  if (!isMap(root)) throw new Error('a model is a map');
  for (const part of GROUPED) headings(root.get(part, true), groups);
  for (const key of ['time']) flow(root.get(key, true));
  const tables = root.get('tables', true);
  if (isMap(tables))
    for (const pair of tables.items) if (isMap(pair.value)) flow(pair.value.get('points', true));
  const rules = root.get('rules', true);
  if (isSeq(rules))
    for (const rule of rules.items) if (isMap(rule)) effects(rule.get('effects', true));
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && node.value.search(UNSEEN) >= 0)
        node.type = 'QUOTE_DOUBLE';
    },
  });
  const text = document.toString({ lineWidth: 100, flowCollectionPadding: true });
  return text.replaceAll(UNSEEN, escape);
}

/** As YAML writes a character in double quotes. */
function escape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}

function flow(node: unknown): void {
  if (isMap(node) || isSeq(node)) node.flow = true;
}

function effects(node: unknown): void {
  if (!isSeq(node)) return;
  for (const effect of node.items) flow(effect);
}

/** Writes the name of a group before its first entry. */
function headings(node: unknown, groups: ReadonlyMap<string, string>): void {
  if (!isMap(node)) return;
  let last: string | null = null;
  for (const pair of node.items) {
    if (!isPair(pair) || !isScalar(pair.key)) continue;
    const group = groups.get(String(pair.key.value)) ?? null;
    if (group !== null && group !== last) {
      const key: Node = pair.key;
      key.commentBefore = ` ${group.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')}`;
    }
    last = group;
  }
}
