/* What the peers in C and C++ share: the data, the clock, and the wall between what is measured and the
 * optimizer. The same as src/data.rs, src/clock.rs and src/lib.rs. */
#pragma once
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The compiler no longer knows where this pointer points, nor what lies there: what was written before has
 * to be in memory, what is read afterwards has to be read again. It costs no instruction. */
#define OPAQUE(pointer) __asm__ volatile("" : "+r"(pointer) : : "memory")

/* ---- data */

enum { INPUTS = 16 };          /* how many inputs a forward case goes through, over and over */
static const float FEEDBACK = 1e-3f; /* how much of the first output is added to the first input */

static inline uint32_t hash_of(uint32_t seed, uint32_t index) {
  uint32_t x = seed * 0x9E3779B9u + index;
  x = (x ^ x >> 16) * 0x7feb352du;
  x = (x ^ x >> 15) * 0x846ca68bu;
  return x ^ x >> 16;
}

static inline float uniform(uint32_t seed, uint32_t index) {
  return (float)(hash_of(seed, index) >> 8) / 16777216.0f;
}

static inline float symmetric(uint32_t seed, uint32_t index) {
  return 2.0f * uniform(seed, index) - 1.0f;
}

/* A dense layer as it starts; `layer` counts from 1. The weight from input i to output o goes to
 * weight[i * outputs + o]; the hash counts the weights in PyTorch's order, [output][input]. An LSTM is two of
 * them, from the input and from the state to its gates: i, f, g and o, one behind the other. */
static inline void dense(int layer, int inputs, int outputs, float *weight, float *bias) {
  float scale = (float)(1.0 / sqrt((double)inputs));
  for (int o = 0; o < outputs; o++) {
    for (int i = 0; i < inputs; i++)
      weight[i * outputs + o] = symmetric(2 * layer - 1, o * inputs + i) * scale;
    bias[o] = symmetric(2 * layer, o) * scale;
  }
}

/* ---- clock */

typedef void (*Calls)(long count);
typedef float (*Steps)(long first, long count); /* gives the loss of the last step */

enum { SAMPLES = 15, MOST_SAMPLES = 4000, WARM_STEPS = 3, LEAST_STEPS = 8, MOST_STEPS = 20000 };
static const double SAMPLE_NS = 250e3, PATIENCE_NS = 100e6;

static inline double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static inline double sample_calls(Calls calls, long count) {
  double begin = now();
  calls(count);
  return now() - begin;
}

static inline double sample_training(void (*start)(void), Steps steps, long count) {
  start();
  steps(0, WARM_STEPS);
  double begin = now();
  steps(WARM_STEPS, count);
  return now() - begin;
}

static inline void report(const char *name, double *times, int samples, long count, const float *check) {
  qsort(times, samples, sizeof *times, compare);
  printf("{\"case\":\"%s\",\"ns\":%.3f,\"least\":%.3f,\"samples\":%d,\"calls\":%ld,\"check\":[%.6f,%.6f]}\n", name,
         times[samples / 2] / count, times[0] / count, samples, count, check[0], check[1]);
}

/* Times the calls of an inference; `first` and `last` are two of its results. */
static inline void time_calls(const char *name, float first, float last, Calls calls) {
  static double times[MOST_SAMPLES];
  float check[2] = {first, last};
  long count = 1;
  while (sample_calls(calls, count) < SAMPLE_NS) count *= 2;
  int samples = 0;
  for (double begin = now(); samples < SAMPLES || (samples < MOST_SAMPLES && now() - begin < PATIENCE_NS);)
    times[samples++] = sample_calls(calls, count);
  report(name, times, samples, count, check);
}

/* Times the steps of a training; each sample begins with `start`, outside of the measured time. */
static inline void time_training(const char *name, void (*start)(void), Steps steps) {
  static double times[MOST_SAMPLES];
  start();
  float check[2] = {steps(0, 1), steps(1, 49)};
  long count = LEAST_STEPS;
  while (count < MOST_STEPS && sample_training(start, steps, count) < SAMPLE_NS) count *= 2;
  if (count > MOST_STEPS) count = MOST_STEPS;
  int samples = 0;
  for (double begin = now(); samples < SAMPLES || (samples < MOST_SAMPLES && now() - begin < PATIENCE_NS);)
    times[samples++] = sample_training(start, steps, count);
  report(name, times, samples, count, check);
}
