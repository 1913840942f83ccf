// Generated from models/flu-weekly.yaml by `node tools/embed-models.mjs`. Edit the YAML, then run it again.
/** The model file as it was written. */
export const text = `# Weekly admissions with influenza in one place: the growth of last week goes on by half, and that of the
# same week a year ago by a third. Everything else, the season and the spread too, is learned from the
# history; without one a week is off by a quarter.
#
#   pulse-stream -m flu-weekly --observations flu=known.csv --split location weeks.ndjson
name: flu-weekly
time_unit: week
description: Weekly influenza admissions of one place, to be taught by its history.
members: 400
values:
  growth: { formula: 'min(2, max(0.5, (admissions + 1) / (admissions[-1] + 1)))' }
slots:
  admissions: { kind: variable, initial: 100, min: 0, errors: log1p, noise: 0.25, unit: patients }
rules:
  - id: momentum
    effects: [{ target: admissions, add: '(admissions + 1) * (growth ^ 0.5 - 1)', scaled: false }]
  - id: last_year
    effects:
      [{ target: admissions, add: '(admissions + 1) * (growth[-51] ^ 0.3 - 1)', scaled: false }]
forecast:
  targets: [admissions]
`;
