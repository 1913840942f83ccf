import * as door from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';

// What users can import, apart from types. A name that leaves this list breaks somebody.
const NAMES = `
Assessment Attribution CASH CONTROL_RUN DOMINANT_FROM DatasetReference DynamicOverlay EchoedConfig
Effect EnergyShareOptions EventForecast Expression FAILURE_CODES FORBIDDEN_NAMES FailureRecord
Forecast ForecastEvent ForecastOptions GROUP_OF GivenConfig GravityOptions GravityRecord
GravityVariable Intervention IssuedEvent IssuedForecast IssuedTarget ObservationRow
ObservationsDigest OutputRecord Parameter PulseError RECORD_SCHEMA RESERVED_NAMES ResultRecord Rule
RuleTrust RunInfo SCHEMAS ScenarioConfig ScenarioError ShadowRecord ShadowVariable Slot SlotName
TRUST_DECAY TRUST_DECAY_ABOVE Tag TargetForecast TraceSelection TurnRecord TurnSummary UNSEEN_RULE
VERDICTS Verdict Warning WorldModel WorldState WorldValues assertNever attempt boundValue
canonicalJson cashOf childrenOf clamp01 continueLabels createFailure createWorldState decayTrust
decayTrusts describeSchema dominantOverlays explainBadName fail failureOf hashedText hintNearest
inStage isFailure isResult listOverlays nearMiss nearestName perItem primaryOverlays readTimeAxis
readTimeLabels restoreTrusts restoreWorldState roundLevel snapshotTrusts snapshotWorldState
takeUndeclared totalExposure trustInterval trustMean trustOf trustSampleSize trustStrength
updateTrust updateTrusts validateWorldState voteOnEffect warnClamped`;

test('the door opens on these names and no others', () => {
  expect(Object.keys(door).toSorted()).toEqual(NAMES.trim().split(/\s+/));
});
