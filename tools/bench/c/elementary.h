/*
 * exp, ln and sigmoid as in packages/simulator/src/math/elementary.ts: the same operations in the same
 * order, so the same bits (gcc needs -ffp-contract=off). tables.h is written by the bench from
 * elementary-tables.ts.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "tables.h"

static inline double power_of_two(int k) {
  uint64_t bits = (uint64_t)(k + 1023) << 52; /* -1022 <= k <= 1023 */
  double power;
  memcpy(&power, &bits, 8);
  return power;
}

static inline double exponential(double x) {
  if (x > 710) return INFINITY;
  if (x < -746) return 0;
  double steps = floor(x * STEPS_PER_UNIT + 0.5);
  double r = x - steps * STEP_HIGH - steps * STEP_LOW;
  double rr = r * r;
  double series = 1.0 / 2 + r * (1.0 / 6) + rr * (1.0 / 24 + r * (1.0 / 120) + rr * (1.0 / 720));
  int whole = (int)steps, j = whole & 31, k = (whole - j) / 32;
  double root = ROOT[j];
  double value = root + root * (ROOT_TAIL[j] + (r + rr * series));
  if (k > 1023) return value * power_of_two(1023) * 2;
  if (k < -1022) return value * power_of_two(k + 1000) * power_of_two(-1000);
  return value * power_of_two(k);
}

/* x normal and positive: all that tables and transforms ask for. */
static inline double logarithm(double x) {
  int64_t bits;
  memcpy(&bits, &x, 8);
  int k = (int)(((bits >> 32) + 0x95f62) >> 20) - 1023;
  double f = x * power_of_two(-k) - 1;
  double s = f / (2 + f), z = s * s, z2 = z * z, z4 = z2 * z2;
  double low = 2.0 / 3 + z * (2.0 / 5) + z2 * (2.0 / 7 + z * (2.0 / 9));
  double middle = 2.0 / 11 + z * (2.0 / 13) + z2 * (2.0 / 15 + z * (2.0 / 17));
  double high = 2.0 / 19 + z * (2.0 / 21);
  double tail = z * (low + z4 * (middle + z4 * high));
  double h = 0.5 * f * f, rest = s * (h + tail);
  if (k == 0) return f - (h - rest);
  return k * LN2_HIGH - (h - (rest + k * LN2_LOW) - f);
}

static inline double sigmoid(double x) {
  double e = exponential(-fabs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}
