import { keyTexts, type KeyTexts } from './key-texts.ts';
import { FAILURE_STAGES } from '../failure.ts';
import {
  Assessment,
  Attribution,
  EventForecast,
  FailureRecord,
  Forecast,
  GravityRecord,
  GravityVariable,
  ResultRecord,
  RunInfo,
  ShadowRecord,
  ShadowVariable,
  TargetForecast,
  TurnRecord,
  TurnSummary,
  Warning,
  WorldValues,
} from '../record/records.ts';

const WORLD = {
  turn: 'the turn at whose end the world is so; 0 is the start, where a history ends',
  overlays: 'overlays by name, 0 to 1; dynamic ones behind those of the model',
  variables: 'variables by name, natural units',
  capital: 'capital by name, natural units',
  values: 'auxiliaries by name; absent where the model has none',
};

const RUN = {
  model: 'name of the model',
  model_hash:
    'first 16 hexadecimal digits of the sha256 of the parsed model: equal models, equal hash',
  seed: 'what the random numbers were drawn from; put into the seed of the scenario it replays the record',
  members: 'size of the ensemble',
  turns: 'turns that were forecast',
  engine_version: 'version of pulse-stream that wrote the record',
  member: 'the one member, from 0, whose path the forecast is; only with --member K',
};

const PLACE = {
  id: 'id of the scenario; absent when it has none',
  line: 'number of the physical line of the input, from 1; in a JSON array of the element',
  source: 'name of the input file; absent when there is only one',
  batch_index: 'number of the line among those that are not blank, from 0, over all inputs',
  line_sha256: 'SHA-256 of the bytes of the line without its line end, 64 hexadecimal digits',
};

/** Texts of what stands in an output line. */
export const describeRecords = (): KeyTexts[] => [
  keyTexts(ResultRecord, {
    kind: 'result: the scenario ran',
    schema: 'version of the form of the record',
    ...PLACE,
    status: 'complete, or gated: what --gate asks does not hold',
    config: 'the keys the line gave, parsed; defaults are not repeated',
    run: 'what ran',
    final_state: 'the world at the end of the control run, which has no noise',
    trace: 'turns of the control run, oldest first; absent unless the scenario asks for them',
    forecast: 'what is forecast',
    gravity: 'what the learned correction did',
    shadow_monitor: 'how much of the watched variables is correction instead of model',
    assessment: 'how far the record is to be relied on',
    warnings: 'what was done otherwise than the line may mean; never changes the status',
  }),
  keyTexts(RunInfo, RUN),
  keyTexts(FailureRecord.shape.run.unwrap(), RUN),
  keyTexts(WorldValues, WORLD),
  ...describeTurns(),
  ...describeForecast(),
  ...describeGravity(),
  ...describeAssessment(),
  keyTexts(Warning, {
    type: 'its kind, for programs, e.g. clamped, dynamic-overlay, intervention-unused',
    message: 'one sentence for people',
    path: 'where in the config; absent when it is about no one place',
  }),
  ...describeFailures(),
];

function describeTurns(): KeyTexts[] {
  return [
    keyTexts(TurnRecord, {
      turn: WORLD.turn,
      overlays: `${WORLD.overlays}; absent in a summary`,
      variables: `${WORLD.variables}; absent in a summary`,
      capital: `${WORLD.capital}; absent in a summary`,
      values: WORLD.values,
      time: 'time of the clock at the end of the turn; absent where the model has none',
      deltas:
        'by name: value after the turn less the value before it, natural units; absent in a summary',
      fired_rules: 'ids of the rules that fired',
      symbolic_tag: 'label of the turn; null: the model has no tags, or symbolism is off',
      symbolic_tag_enum: 'code of the label; null: as symbolic_tag; absent in a summary',
    }),
    keyTexts(TurnSummary, {
      turn: WORLD.turn,
      fired_rules: 'ids of the rules that fired',
      symbolic_tag: 'label of the turn; null: the model has no tags, or symbolism is off',
    }),
  ];
}

function describeFailures(): KeyTexts[] {
  return [
    keyTexts(FailureRecord, {
      kind: 'failure: the line is no scenario, or the scenario could not run',
      schema: 'version of the form of the record',
      ...PLACE,
      status: 'failed',
      config: 'the keys the line gave; absent when it could not be read as a scenario',
      run: 'what would have run; absent when the line could not be read as a scenario',
      error: 'what is wrong',
    }),
    keyTexts(FailureRecord.shape.error, {
      type: 'its kind, for programs: docs/failure-codes.md lists them',
      stage: `where on the way it arose: ${FAILURE_STAGES.slice(0, -1).join(', ')} or ${FAILURE_STAGES.at(-1)}`,
      message: 'one sentence for people',
      path: 'where in the config, e.g. forecast.events[0].when; absent when it is about no one place',
      hint: 'what would have been right; absent when nothing is near',
      raw: 'the first 200 characters of the line; absent when it could be read as a scenario',
      reproducible: 'false: another run may give another record; absent: it gives the same',
      traceback: 'stack of the error; only with --debug',
    }),
  ];
}

function describeForecast(): KeyTexts[] {
  return [
    keyTexts(Forecast, {
      origin: 'the observation the forecast starts from; null without a history',
      horizon: 'turns ahead of the origin; the lists of every target have one entry for each',
      labels: 'dates of the horizons; absent without dates: of a history, time.start or start',
      targets: 'forecasts by name of a slot',
      quantile_type: 'how quantiles lie between members: type 7 of Hyndman and Fan',
      events: 'events and how likely they are',
      attribution:
        'by target: what moved it from turn 0 to the last turn; null for a value, which only follows its formula',
      calibration:
        'where the spread comes from: declared (noise of the model), early (the changes of the few rows there are), residual (past errors), verified (calibrated by earlier forecasts and what came; values, which are computed from slots, stay as the members have them), none (members is 1, or nothing is known of the spread yet)',
    }),
    keyTexts(Forecast.shape.origin.unwrap(), {
      dataset: 'name of the dataset; absent for rows written in the line',
      label: 'label of the row; absent when the rows have none',
      row: 'number of the row in its dataset, or among those of the line, from 0; absent: not known',
      drivers:
        'realised: the history goes on, and the turns were driven by what series of the model really were after the origin, which was not known there; absent: they were not',
    }),
    keyTexts(TargetForecast, {
      unit: 'unit of all its numbers; null: the model names none',
      mean: 'mean of the members per horizon; of one path, that path',
      median: 'median of the members per horizon; null: no distribution',
      sd: 'sample standard deviation of the members per horizon; null: no distribution',
      quantiles:
        'by level: the quantile per horizon, calibrated where calibration is verified; null: no distribution',
      raw_quantiles:
        'quantiles of the members as they ran; absent where quantiles are not calibrated',
      members:
        'per horizon every member, in the order of the draws, with the spread of the quantiles; only with --keep-members',
    }),
    keyTexts(EventForecast, {
      name: 'name of the event',
      probability: 'share of the members whose path satisfies it, 0 to 1',
      count: 'number of those members',
      members: 'number of members; 1: the control run alone',
    }),
    keyTexts(Attribution, {
      start: 'mean of the members at turn 0, in `unit`',
      end: 'mean of the members at the last turn, in `unit`',
      change: 'end less start: the sum of the parts',
      unit: 'unit of these numbers: transformed units of the slot; null: none is named',
      parts:
        'amounts by cause: rule.ID, decay, measurement, intervention, gravity.*, noise, bounds, calibration',
    }),
  ];
}

function describeGravity(): KeyTexts[] {
  return [
    keyTexts(GravityRecord, {
      status:
        'off, untaught (too little was seen: no correction), active, attenuated (halved: it did harm)',
      method: 'how the correction learns: bank or sgd',
      observations_used: 'values of the history that were learned from: cells, not rows',
      refused: 'updates that were refused: a number of them was not finite or out of bounds',
      variables: 'by variable: what was corrected',
      top_contributors: 'what the correction is made of at the origin, largest first',
      health: 'whether what was learned looks sound',
      lambda:
        'the share of the correction that is applied at the end of the history; only with sgd',
    }),
    keyTexts(GravityVariable, {
      status:
        'untaught: not corrected, too little was seen; active: corrected; attenuated: the correction is halved, it did harm',
      correction_mean: 'mean correction per turn and member, transformed units',
      correction_share: 'share of the correction in all movement, 0 to 1: Σ|c| / (Σ|c| + Σ|drift|)',
      clipped: 'corrections that were cut to max_correction',
    }),
    keyTexts(GravityRecord.shape.top_contributors.element, {
      name: 'an overlay whose level the correction follows, an expert (one of the simple forecasters of the bank), or a rule',
      share: 'its share of the correction, 0 to 1',
    }),
    keyTexts(GravityRecord.shape.health, {
      status:
        'healthy; warning: something looks unsound; untaught: nothing was learned yet; off: gravity is off',
      warnings: 'what looks unsound, one sentence each',
      recommendations: 'what may help, one sentence each',
    }),
    keyTexts(ShadowRecord, {
      triggered:
        'whether the correction explains too much of a watched variable, by its variance or its energy; null: not judged',
      verdict: 'the worst of the variables: untaught, healthy, assisted, harmful or review',
      variables: 'by watched variable: what was measured, out of sample',
    }),
    keyTexts(ShadowVariable, {
      variance_explained:
        'share of the variance of the errors of the model that the correction explains, at most 1; below 0 it does harm; null: too few steps',
      dominance:
        'Σ|correction| / (Σ|correction| + Σ|drift of the model|) over scored steps, 0 to 1',
      energy_share: 'Σ correction² / (Σ correction² + Σ drift²) over the last steps, 0 to 1',
      samples: 'scored steps that were looked at',
      verdict:
        'by variance_explained: untaught (null), harmful (below −0.05), healthy (below 0.1), assisted (up to the threshold, usually 0.3), review (above it)',
    }),
  ];
}

function describeAssessment(): KeyTexts[] {
  return [
    keyTexts(Assessment, {
      trace_id:
        'names the scenario in its run: equal for equal run seed, model and config; 14 hexadecimal digits',
      confidence:
        'how probably the forecast beats one that knows nothing but the series, 0 to 1, from 30 verified forecasts on; the least of the targets that are slots, where any is; null: unknown',
      fragility:
        'how far the forecast moves when rules are changed a little, 0 to 1; null: assess is not full, or the world has no noise to compare with',
      risk: 'expected loss of exposed capital in the worst 5 % of the members, 0 to 1; null: no capital, no members',
      trust_label:
        'Trusted, Unstable (hardly better than the sentinel, fragile or risky), Rejected (worse), Unverified (confidence is unknown)',
      action:
        'Actionable, Risky, Rejected or Unverified: what the label and the shadow monitor advise',
      gate: 'what --gate asked; null: nothing was asked',
      symbolic:
        'reading of the control run at its end; null: the model has no tags, or symbolism is off',
      reasons: 'by field: why it is null or what limits it, one sentence each',
    }),
    keyTexts(Assessment.shape.gate.unwrap(), {
      expr: 'the condition as it was asked',
      passed: 'whether it holds; not when a value it reads is null',
      reason: 'why it did not pass; absent when it passed',
    }),
    keyTexts(Assessment.shape.symbolic.unwrap(), {
      tag: 'label of the last turn',
      arc: 'label of the way there; null: the model lacks an overlay of the arcs',
      score: 'how far along the arc, 0 to 1, 4 decimals; null with arc',
      arc_certainty: 'how clearly it is this arc, 0 to 1; null with arc',
      volatility: 'how much the overlays of the arc move from turn to turn; null with arc',
    }),
  ];
}
