import { judgeTrust, type Reading, type TrustThresholds } from '@pulse-stream/forecast';
import { judgeAction } from '@pulse-stream/forecast/internal';
import type { ResultRecord } from '@pulse-stream/worldstate';

const UNKNOWN = { value: null };

/**
 * Trust label and action of a record like the example but for its risk.
 * @param example nothing is known of its confidence and fragility
 */
export function judgeRisk(
  { assessment, shadow_monitor: shadow }: ResultRecord,
  risk: Reading,
  thresholds: TrustThresholds,
): { readonly label: string; readonly action: string } {
  if (risk.value === null) return { label: assessment.trust_label, action: assessment.action };
  const measures = { confidence: UNKNOWN, fragility: UNKNOWN, risk };
  const { label } = judgeTrust(measures, thresholds);
  return { label, action: judgeAction(label, shadow.triggered) };
}
