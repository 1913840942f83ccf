/*
 * Random numbers of a member as in packages/simulator/src/random: sfc32 (sfc32.ts) seeded by
 * MurmurHash3_x86_128 (murmur3.ts, random-stream.ts), normals by the 256-layer ziggurat
 * (ziggurat.ts).
 */
#include "elementary.h"

typedef struct {
  uint32_t a, b, c, counter;
} Stream;

static inline uint32_t rotate(uint32_t word, int bits) {
  return (word << bits) | (word >> (32 - bits));
}

static inline uint32_t next_word(Stream *s) {
  uint32_t word = s->a + s->b + s->counter++;
  s->a = s->b ^ (s->b >> 9);
  s->b = s->c + (s->c << 3);
  s->c = rotate(s->c, 21) + word;
  return word;
}

static uint32_t mix(uint32_t h) {
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  return h ^ (h >> 16);
}

/* The stream of a member: key holds four lanes and the number of bytes absorbed. */
static void seed_stream(Stream *s, const uint32_t key[5], uint32_t member) {
  uint32_t h1 = key[0], h2 = key[1], h3 = key[2], h4 = key[3], bytes = key[4] + 16;
  h1 ^= rotate(4 * 0x239b961bu, 15) * 0xab0e9789u;
  h1 = (rotate(h1, 19) + h2) * 5 + 0x561ccd1bu;
  h2 = (rotate(h2, 17) + h3) * 5 + 0x0bcaa747u;
  h3 ^= rotate(member * 0x38b34ae5u, 17) * 0xa1e38b93u;
  h3 = (rotate(h3, 15) + h4) * 5 + 0x96cd1c35u;
  h4 = (rotate(h4, 13) + h1) * 5 + 0x32ac3b17u;
  h1 ^= bytes, h2 ^= bytes, h3 ^= bytes, h4 ^= bytes;
  h1 += h2 + h3 + h4;
  h2 = mix(h2 + h1), h3 = mix(h3 + h1), h4 = mix(h4 + h1);
  h1 = mix(h1) + h2 + h3 + h4;
  *s = (Stream){h1, h2 + h1, h3 + h1, 1};
  for (int i = 0; i < 15; i++) next_word(s);
}

#define LAYERS 256
#define TAIL_FROM 3.6541528853610088
#define LAYER_AREA 0.004928673233974655

static double WIDTHS[LAYERS + 1], INNER[LAYERS], HEIGHTS[LAYERS + 1];

static double density(double x) { return exponential(-0.5 * x * x); }

static void make_ziggurat(void) {
  double edges[LAYERS + 1] = {0};
  edges[0] = LAYER_AREA / density(TAIL_FROM);
  edges[1] = TAIL_FROM;
  for (int layer = 2; layer < LAYERS; layer++)
    edges[layer] = sqrt(-2 * logarithm(LAYER_AREA / edges[layer - 1] + density(edges[layer - 1])));
  for (int layer = 0; layer <= LAYERS; layer++) {
    WIDTHS[layer] = edges[layer] / 4503599627370496.0;
    HEIGHTS[layer] = density(edges[layer]);
    if (layer > 0) INNER[layer - 1] = edges[layer];
  }
}

static double open_unit(Stream *s) { return (next_word(s) + 0.5) / 4294967296.0; }

static __attribute__((noinline)) double finish_normal(Stream *s, int layer, double x) {
  double height = open_unit(s);
  if (layer == 0) {
    double beyond = -logarithm(height) / TAIL_FROM;
    if (-2 * logarithm(open_unit(s)) < beyond * beyond) return NAN;
    return x < 0 ? -TAIL_FROM - beyond : TAIL_FROM + beyond;
  }
  double low = HEIGHTS[layer], high = HEIGHTS[layer + 1];
  return low + height * (high - low) < density(x) ? x : NAN;
}

static inline void fill_normals(Stream *stream, double *out, int count) {
  Stream s = *stream; /* in registers; written back for the rare rest */
  for (int i = 0; i < count; i++)
    for (;;) {
      int32_t first = (int32_t)next_word(&s);
      int32_t second = (int32_t)next_word(&s);
      int layer = first & 255;
      double x = (second * 2097152.0 + ((uint32_t)first >> 11)) * WIDTHS[layer];
      if (fabs(x) < INNER[layer]) {
        out[i] = x;
        break;
      }
      *stream = s;
      x = finish_normal(stream, layer, x);
      s = *stream;
      if (!isnan(x)) {
        out[i] = x;
        break;
      }
    }
  *stream = s;
}
