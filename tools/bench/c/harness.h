/*
 * What every model needs around it: `program MEMBERS TURNS REPEATS KEY×5 [FILE]` runs the ensemble
 * REPEATS times, prints ns per member-turn, and writes the recorded values to FILE, so that the bench
 * can compare them bit for bit with those of the kernel.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "random.h"

/* Given by the model: values[(target × turns + turn) × members + member]; returns exposure change. */
static double run_member(Stream *stream, int turns, int members, int member, double *values);
static const int TARGETS;

int main(int argc, char **argv) {
  if (argc < 9) return 2;
  int members = atoi(argv[1]), turns = atoi(argv[2]), repeats = atoi(argv[3]);
  uint32_t key[5];
  for (int i = 0; i < 5; i++) key[i] = (uint32_t)strtoul(argv[4 + i], NULL, 10);
  make_ziggurat();
  double *values = malloc(sizeof(double) * (size_t)TARGETS * (size_t)turns * (size_t)members);
  double *exposures = malloc(sizeof(double) * (size_t)members);
  struct timespec begin, end;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
  for (int repeat = 0; repeat < repeats; repeat++)
    for (int member = 0; member < members; member++) {
      Stream stream;
      seed_stream(&stream, key, (uint32_t)member);
      exposures[member] = run_member(&stream, turns, members, member, values);
    }
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
  double ns = (double)(end.tv_sec - begin.tv_sec) * 1e9 + (double)(end.tv_nsec - begin.tv_nsec);
  printf("%.3f %.17g\n", ns / ((double)repeats * members * turns), exposures[members - 1]);
  if (argc > 9) {
    FILE *file = fopen(argv[9], "wb");
    if (file == NULL) return 3;
    fwrite(values, sizeof(double), (size_t)TARGETS * (size_t)turns * (size_t)members, file);
    fclose(file);
  }
  return 0;
}
