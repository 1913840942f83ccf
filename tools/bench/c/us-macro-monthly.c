/*
 * models/us-macro-monthly.yaml by hand: the members of its ensemble, every turn recorded, nothing
 * attributed. Weights are 1; a ring of 16 months holds what the lags read.
 */
#include "harness.h"

static const int TARGETS = 8;

static inline double least(double x, double low) { return x < low ? low : x; }

#define MONTHS 16

static double run_member(Stream *stream, int turns, int members, int member, double *values) {
  const double ln19 = 100 * logarithm(19), ln25 = 100 * logarithm(25), ln20 = 100 * logarithm(20);
  double inflation = 2.5, funds = 4, unemployment = 5.5, yield = 5.5;
  double production = 100 * logarithm(100), volatility = 100 * logarithm(19);
  double spy = 100 * logarithm(1000), energy = 100 * logarithm(40);
  double hope = 0.5, despair = 0.5, rage = 0.5, fatigue = 0.5, trust = 0.5;
  double productions[MONTHS], spies[MONTHS], energies[MONTHS], n[8];
  for (int month = 0; month < MONTHS; month++)
    productions[month] = production, spies[month] = spy, energies[month] = energy;
  int high_inflation = 0, fear = 0;
  for (int turn = 0; turn < turns; turn++) {
    fill_normals(stream, n, 8);
    double i = inflation, f = funds, u = unemployment, y = yield, p = production;
    double v = volatility, s = spy, e = energy;
    double p1 = productions[(turn - 1) & 15], s1 = spies[(turn - 1) & 15];
    double e1 = energies[(turn - 1) & 15], fear_now = v - ln25 > 0 ? v - ln25 : 0;
    inflation += 0.03 * (2.5 - i);
    unemployment = least(unemployment + 0.01 * (5.5 - u), 1);
    volatility += 0.08 * (ln19 - v);
    production += 0.15;
    spy += 0.5;
    energy += 0.2;
    funds = least(funds + 0.03 * (2 + i + 0.5 * (i - 2) + (5.5 - u) - f), 0);
    inflation += 0.01 * (e - e1);
    unemployment = least(unemployment + -0.05 * (p - p1 - 0.15), 1);
    unemployment = least(unemployment + 0.005 * (f - y > 0 ? f - y : 0), 1);
    production += -0.004 * fear_now;
    yield = least(yield + 0.02 * (f + 1.5 - y), 0);
    spy += -0.01 * fear_now;
    volatility += -0.5 * (s - s1 - 0.5);
    inflation += -0.01 * (u - 5.5);
    energy += 0.5 * (p - p1 - 0.15);
    inflation += n[0] * 0.3;
    funds = least(funds + n[1] * 0.2, 0);
    unemployment = least(unemployment + n[2] * 0.15, 1);
    yield = least(yield + n[3] * 0.25, 0);
    production += n[4] * 0.7;
    volatility += n[5] * 15;
    spy += n[6] * 4;
    energy += n[7] * 8;
    hope = sigmoid(production - productions[(turn - 2) & 15]);
    despair = sigmoid(0.5 * (inflation - 3) + 0.5 * (unemployment - 6));
    rage = sigmoid((energy - energies[(turn - 11) & 15]) / 30);
    fatigue = sigmoid((volatility - ln20) / 30);
    trust = sigmoid((spy - spies[(turn - 11) & 15]) / 15);
    productions[(turn + 1) & 15] = production;
    spies[(turn + 1) & 15] = spy;
    energies[(turn + 1) & 15] = energy;
    double *row = values + (size_t)turn * (size_t)members + member;
    size_t column = (size_t)turns * (size_t)members;
    double volatility_index = exponential(volatility / 100);
    row[0] = inflation, row[column] = funds, row[2 * column] = unemployment;
    row[3 * column] = yield, row[4 * column] = exponential(production / 100);
    row[5 * column] = volatility_index, row[6 * column] = exponential(spy / 100);
    row[7 * column] = exponential(energy / 100);
    high_inflation |= inflation > 4;
    fear |= volatility_index > 40;
  }
  return high_inflation + fear + hope + despair + rage + fatigue + trust;
}
