#include "nets.h"
#ifdef TILES
#include "tiles.h"
#else
#include "nn.h"
#endif

enum { PICTURES = 1024, MOST = 128 };

typedef struct ALIGNED {
  float w1[784][64], b1[64], w2[64][784], b2[784];
} Weights;
enum { PARAMETERS = 784 * 64 + 64 + 64 * 784 + 784 };

static Weights net ALIGNED, gradient ALIGNED, mean ALIGNED, variance ALIGNED;
static int steps;
static float inputs[PICTURES][784] ALIGNED, targets[PICTURES][784] ALIGNED, outputs[784] ALIGNED;

static void start(void) {
  dense(1, 784, 64, net.w1[0], net.b1);
  dense(2, 64, 784, net.w2[0], net.b2);
  memset(&mean, 0, sizeof mean);
  memset(&variance, 0, sizeof variance);
  steps = 0;
}

static void data(void) {
  for (int i = 0; i < PICTURES * 784; i++) {
    inputs[i / 784][i % 784] = 0.5f * symmetric(100, i);
    targets[i / 784][i % 784] = inputs[i / 784][i % 784] + 0.5f;
  }
}

DENSE(first, 784, 64, 64)
DENSE(second, 64, 784, 112)

INLINE void hidden(const Weights *net, const float *x, float *h) {
  first(x, net->w1, net->b1, h);
  relu(64, h);
}

#ifdef TILES
INLINE void hidden_batch(const Weights *net, int batch, const float (*x)[784], float (*h)[64]) {
  tiles_forward(batch, 784, 64, x[0], net->w1[0], net->b1, h[0], 1);
}
INLINE void output_batch(const Weights *net, int batch, const float (*h)[64], float (*y)[784]) {
  tiles_forward(batch, 64, 784, h[0], net->w2[0], net->b2, y[0], 0);
}
INLINE void back_batch(const Weights *net, int batch, const float (*h)[64], const float (*d)[784], float (*dh)[64]) {
  tiles_back(batch, 64, 784, net->w2[0], h[0], d[0], dh[0]);
}
INLINE void first_gradient(int batch, const float (*x)[784], const float (*dh)[64], float (*dw)[64]) {
  tiles_weight_gradient(batch, 784, 64, x[0], dh[0], dw[0]);
}
INLINE void second_gradient(int batch, const float (*h)[64], const float (*d)[784], float (*dw)[784]) {
  tiles_weight_gradient(batch, 64, 784, h[0], d[0], dw[0]);
}
#else
INLINE void hidden_batch(const Weights *net, int batch, const float (*x)[784], float (*h)[64]) {
  for (int r = 0; r < batch; r++) hidden(net, x[r], h[r]);
}
INLINE void output_batch(const Weights *net, int batch, const float (*h)[64], float (*y)[784]) {
  for (int r = 0; r < batch; r++) second(h[r], net->w2, net->b2, y[r]);
}
/* dh = W2 d where the relu let it through. */
INLINE void back_batch(const Weights *net, int batch, const float (*h)[64], const float (*d)[784], float (*dh)[64]) {
  for (int r = 0; r < batch; r++)
    for (int i = 0; i < 64; i++) dh[r][i] = h[r][i] > 0 ? dot(784, d[r], net->w2[i]) : 0;
}
WEIGHT_GRADIENT(first_gradient, 784, 64, 64)
WEIGHT_GRADIENT(second_gradient, 64, 784, 112)
#endif

INLINE void call(const void *weights, const float *x, float *y) {
  const Weights *net = weights;
  float h[64] ALIGNED;
  hidden(net, x, h);
  second(h, net->w2, net->b2, y);
}

INLINE float adam_step(Weights *net, const float (*x)[784], const float (*target)[784], int batch) {
  static float h[MOST][64] ALIGNED, y[MOST][784] ALIGNED, d[MOST][784] ALIGNED, dh[MOST][64] ALIGNED;
  float loss = 0;
  hidden_batch(net, batch, x, h);
  output_batch(net, batch, (const float(*)[64])h, y);
  memset(gradient.b1, 0, sizeof gradient.b1);
  memset(gradient.b2, 0, sizeof gradient.b2);
  for (int r = 0; r < batch; r++) {
    loss += binary_cross_entropy(784, y[r], target[r], 1.0f / batch, d[r]);
    add(784, 1, d[r], gradient.b2);
  }
  back_batch(net, batch, (const float(*)[64])h, (const float(*)[784])d, dh);
  for (int r = 0; r < batch; r++) add(64, 1, dh[r], gradient.b1);
  first_gradient(batch, x, (const float(*)[64])dh, gradient.w1);
  second_gradient(batch, (const float(*)[64])h, (const float(*)[784])d, gradient.w2);
  adam(PARAMETERS, ++steps, (float *)net, (float *)&gradient, (float *)&mean, (float *)&variance);
  return loss;
}

static void independent_calls(long count) { independent(count, call, &net, inputs[0], 784, outputs); }

INLINE float training(long from, long count, int batch) {
  float loss = 0;
  for (long i = from; i < from + count; i++) {
    long sample = i * batch % PICTURES;
    Weights *weights = &net;
    const float (*x)[784] = &inputs[sample], (*target)[784] = &targets[sample], *result = &loss;
    OPAQUE(weights);
    OPAQUE(x);
    OPAQUE(target);
    loss = adam_step(weights, x, target, batch);
    OPAQUE(result);
  }
  return loss;
}
static float adam_32(long from, long count) { return training(from, count, 32); }
static float adam_128(long from, long count) { return training(from, count, 128); }

void net_784_64_784(const char *name, const char *task) {
  start();
  data();
  if (!strcmp(task, "adam-32")) time_training(name, start, adam_32);
  if (!strcmp(task, "adam-128")) time_training(name, start, adam_128);
#ifndef TILES /* the rest would be the same */
  if (!strcmp(task, "forward")) time_independent(name, independent_calls, outputs, 784);
#endif
}
