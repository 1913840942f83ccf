import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createArcReader,
  readTags,
  scoreArc,
  type ArcTurn,
  type SymbolicTag,
} from '@pulse-stream/simulator/internal';

function readGolden<T>(name: string): T[] {
  const text = readFileSync(join(import.meta.dirname, 'golden', name), 'utf8');
  // The golden files are ours: their shape is fixed in golden/README.md.
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

interface TagCase {
  overlays: ArcTurn;
  symbolic_tag: string;
  symbolic_tag_enum: string;
}

type Condition = (overlays: ArcTurn) => boolean;

function tag(code: string, label: string, holds: Condition): SymbolicTag {
  return {
    code,
    label,
    when: {
      evaluate: (read) =>
        holds({
          hope: read('hope', 0),
          despair: read('despair', 0),
          rage: read('rage', 0),
          fatigue: read('fatigue', 0),
        }),
    },
  };
}

/** The table of MODEL.md §5, written out by hand. */
const TAGS: SymbolicTag[] = [
  tag('HOPE', 'Hope Rising', (o) => o.hope > 0.7 && o.despair < 0.3 && o.rage < 0.4),
  tag('DESPAIR', 'Despair Dominant', (o) => o.despair > 0.7 && o.hope < 0.3),
  tag('FATIGUE', 'Fatigue Plateau', (o) => o.fatigue > 0.7 && o.rage < 0.4),
  tag('COLLAPSE_RISK', 'Collapse Risk', (o) => o.rage > 0.65 && o.fatigue > 0.55),
  tag(
    'SYMBOLIC_DRAIN',
    'Symbolic Drain',
    (o) => o.hope < 0.25 && o.despair < 0.25 && o.rage < 0.25,
  ),
  tag('HOPE_RAGE_CONFLICT', 'Hope-Rage Conflict', (o) => o.hope > 0.6 && o.rage > 0.6),
  tag('SYMBOLIC_EXHAUSTION', 'Symbolic Exhaustion', (o) => o.fatigue > 0.6 && o.despair > 0.6),
  { code: 'NEUTRAL', label: 'Neutral', when: null },
];

/** Reads the case as a world would: by name, from a map of its own. */
const reader =
  (overlays: ArcTurn) =>
  (name: string): number =>
    new Map<string, number>(Object.entries(overlays)).get(name) ?? NaN;

test('all 163 cases get their tag', () => {
  const cases = readGolden<TagCase>('symbolic_tagger.jsonl');
  expect(cases).toHaveLength(163);
  for (const { overlays, ...expected } of cases) {
    const found = readTags(TAGS, reader(overlays), () => true);
    expect({ symbolic_tag: found?.label, symbolic_tag_enum: found?.code }).toEqual(expected);
  }
});

interface ArcCase {
  turns: ArcTurn[];
  arc_label: string;
  symbolic_score: number;
  arc_certainty: number;
  volatility_score: number;
}

test('all 22 runs get their arc and its scores, whole or turn by turn', () => {
  const cases = readGolden<ArcCase>('trace_scorer.jsonl');
  expect(cases).toHaveLength(22);
  for (const { turns, ...expected } of cases) {
    const arc = scoreArc(turns);
    expect({
      arc_label: arc.label,
      symbolic_score: arc.score,
      arc_certainty: arc.certainty,
      volatility_score: arc.volatility,
    }).toEqual(expected);
    const incremental = createArcReader();
    for (const turn of turns) incremental.read(turn.hope, turn.despair, turn.rage, turn.fatigue);
    expect(incremental.score()).toEqual(arc);
  }
});
