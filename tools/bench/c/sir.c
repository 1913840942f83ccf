/* models/sir.yaml by hand: the members of its ensemble, every turn recorded, nothing attributed. */
#include "harness.h"

static const int TARGETS = 4;

static inline double clamp(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

static double run_member(Stream *stream, int turns, int members, int member, double *values) {
  /* volatile: parameters of a scenario, not constants of the program */
  static volatile double parameters[] = {0.2, 0.1, 1000000, 2500, 0.02, 0.3, 0.2};
  const double beta = parameters[0], gamma = parameters[1], population = parameters[2];
  const double beds = parameters[3], severe = parameters[4], caution = parameters[5];
  const double return_rate = parameters[6];
  double susceptible = 0.999, infected = 0.001, recovered = 0, contacts = 1;
  double alarm = clamp(infected * population * severe / beds, 0, 1);
  int peak = 0, beds_full = 0;
  double n[1];
  for (int turn = 0; turn < turns; turn++) {
    fill_normals(stream, n, 1);
    double s = susceptible, i = infected, c = contacts;
    susceptible = clamp(susceptible + -beta * c * (1 - caution * alarm) * s * i, 0, 1);
    infected = clamp(infected + beta * c * (1 - caution * alarm) * s * i, 0, 1);
    infected = clamp(infected + -gamma * i, 0, 1);
    recovered = clamp(recovered + gamma * i, 0, 1);
    contacts = contacts + return_rate * (1 - c);
    if (contacts < 0) contacts = 0;
    contacts += n[0] * 0.1;
    if (contacts < 0) contacts = 0;
    alarm = clamp(infected * population * severe / beds, 0, 1);
    double *row = values + (size_t)turn * (size_t)members + member;
    size_t column = (size_t)turns * (size_t)members;
    row[0] = infected, row[column] = susceptible, row[2 * column] = recovered;
    row[3 * column] = alarm;
    peak |= infected > 0.1;
    beds_full |= alarm >= 1;
  }
  return peak + beds_full;
}
