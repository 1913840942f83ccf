/* models/pulse.yaml by hand: the members of its ensemble, every turn recorded, nothing attributed. */
#include "harness.h"

static const int TARGETS = 5;

static inline double clamp(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

static inline double unit(double x) { return clamp(x, 0, 1); }

static inline double decay(double x) {
  double decayed = x - 0.01;
  return decayed < 0 ? 0 : decayed;
}

#define SCALED(amount, importance) ((amount) * (0.5 * (importance)))

static double run_member(Stream *stream, int turns, int members, int member, double *values) {
  double hope = 0.5, despair = 0.5, rage = 0.5, fatigue = 0.5, trust = 0.5;
  double nvda = 0, msft = 0, ibit = 0, spy = 0;
  double inflation = 0.02, stability = 0.5, sentiment = 0.5, ai_risk = 0.3, volatility = 0.3;
  double public_trust = 0.5, fed_funds = 0.04, crypto = 0.3, energy = 0.4, surges = 0;
  double n[14];
  for (int turn = 0; turn < turns; turn++) {
    fill_normals(stream, n, 14);
    hope = decay(hope), despair = decay(despair), rage = decay(rage);
    fatigue = decay(fatigue), trust = decay(trust);
    if (hope > 0.4 && fatigue < 0.7) {
      trust = unit(trust + SCALED(0.02, 0.8));
      surges = clamp(surges + 1, 0, 100);
    }
    if (despair > 0.6) fatigue = unit(fatigue + SCALED(0.015, 0.7));
    if (despair > 0.5) hope = unit(hope + SCALED(-0.01, 0.7));
    if (trust > 0.6) nvda += SCALED(500, 0.9);
    if (fatigue > 0.7) ibit += SCALED(-250, 0.6);
    if (inflation > 0.05) {
      despair = unit(despair + SCALED(0.01, 0.8));
      hope = unit(hope + SCALED(-0.01, 0.8));
    }
    if (stability < 0.5) {
      rage = unit(rage + SCALED(0.01, 0.7));
      trust = unit(trust + SCALED(-0.01, 0.7));
    }
    if (sentiment > 0.6) {
      hope = unit(hope + SCALED(0.01, 0.7));
      fatigue = unit(fatigue + SCALED(-0.01, 0.7));
    }
    if (ai_risk > 0.5) {
      fatigue = unit(fatigue + SCALED(0.01, 0.6));
      despair = unit(despair + SCALED(0.01, 0.6));
    }
    if (volatility > 0.5) fatigue = unit(fatigue + SCALED(0.01, 0.5));
    if (public_trust < 0.4) {
      despair = unit(despair + SCALED(0.01, 0.6));
      trust = unit(trust + SCALED(-0.01, 0.6));
    }
    if (fed_funds > 0.07) {
      msft += SCALED(-200, 0.8);
      spy += SCALED(-200, 0.8);
    }
    if (crypto > 0.5) ibit += SCALED(-200, 0.7);
    if (energy > 1.0) {
      nvda += SCALED(-200, 0.6);
      fatigue = unit(fatigue + SCALED(0.01, 0.6));
    }
    if (energy > 1.5) trust = unit(trust + SCALED(0.01, 0.7));
    if (energy > 0.4) inflation += 0.01;
    if (public_trust > 0.65) {
      ai_risk += -0.02;
      if (ai_risk < 0) ai_risk = 0;
    }
    hope = unit(hope + n[0] * 0.01);
    despair = unit(despair + n[1] * 0.01);
    rage = unit(rage + n[2] * 0.01);
    fatigue = unit(fatigue + n[3] * 0.01);
    trust = unit(trust + n[4] * 0.01);
    inflation += n[5] * 0.005;
    stability += n[6] * 0.005;
    sentiment += n[7] * 0.005;
    ai_risk += n[8] * 0.005;
    volatility += n[9] * 0.005;
    public_trust += n[10] * 0.005;
    fed_funds += n[11] * 0.005;
    crypto += n[12] * 0.005;
    energy += n[13] * 0.005;
    double *row = values + (size_t)turn * (size_t)members + member;
    size_t column = (size_t)turns * (size_t)members;
    row[0] = hope, row[column] = despair, row[2 * column] = rage;
    row[3 * column] = fatigue, row[4 * column] = trust;
  }
  /* surges is read by nobody; it is computed because the model says so */
  return nvda + msft + ibit + spy + 0 * surges;
}
