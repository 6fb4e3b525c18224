#include "nets.h"
#ifdef TILES
#include "tiles.h"
#else
#include "nn.h"
#endif

enum { PICTURES = 1024, FORWARD = 64, MOST = 128 };

typedef struct ALIGNED {
  float w1[784][128], b1[128], w2[128][10], b2[10];
} Weights;
enum { PARAMETERS = 784 * 128 + 128 + 1280 + 10 };

static Weights net ALIGNED, gradient ALIGNED, mean ALIGNED, variance ALIGNED;
static int steps;
static float inputs[PICTURES][784] ALIGNED, fed[784] ALIGNED, outputs[FORWARD][10] ALIGNED;
static int classes[PICTURES];

static void start(void) {
  dense(1, 784, 128, net.w1[0], net.b1);
  dense(2, 128, 10, net.w2[0], net.b2);
  memset(&mean, 0, sizeof mean);
  memset(&variance, 0, sizeof variance);
  steps = 0;
}

static void data(void) {
  for (int i = 0; i < PICTURES * 784; i++) inputs[i / 784][i % 784] = 0.5f * symmetric(100, i);
  for (int i = 0; i < PICTURES; i++) classes[i] = hash_of(200, i) % 10;
}

DENSE(first, 784, 128, 64)
DENSE(output, 128, 10, 10)

INLINE void hidden(const Weights *net, const float *x, float *h) {
  first(x, net->w1, net->b1, h);
  relu(128, h);
}

#ifdef TILES
INLINE void hidden_batch(const Weights *net, int batch, const float (*x)[784], float (*h)[128]) {
  tiles_forward(batch, 784, 128, x[0], net->w1[0], net->b1, h[0], 1);
}
INLINE void weight_gradient(int batch, const float (*x)[784], const float (*dh)[128], float (*dw)[128]) {
  tiles_weight_gradient(batch, 784, 128, x[0], dh[0], dw[0]);
}
#else
INLINE void hidden_batch(const Weights *net, int batch, const float (*x)[784], float (*h)[128]) {
  for (int r = 0; r < batch; r++) hidden(net, x[r], h[r]);
}
WEIGHT_GRADIENT(weight_gradient, 784, 128, 128)
#endif

INLINE void call(const void *weights, const float *x, float *y) {
  const Weights *net = weights;
  float h[128] ALIGNED;
  hidden(net, x, h);
  output(h, net->w2, net->b2, y);
}

/* dh = W2 d where the relu let it through. */
INLINE void back_to_hidden(const Weights *net, const float *h, const float *d, float *dh) {
  for (int i = 0; i < 128; i++) dh[i] = h[i] > 0 ? dot(10, d, net->w2[i]) : 0;
}

static float sgd_step(Weights *net, const float *x, int label) {
  const float rate = 0.01f;
  float h[128] ALIGNED, y[10], d[10], dh[128] ALIGNED;
  hidden(net, x, h);
  output(h, net->w2, net->b2, y);
  float loss = cross_entropy(10, y, label, 1, d);
  back_to_hidden(net, h, d, dh);
  for (int j = 0; j < 128; j++) dh[j] *= rate;
  for (int i = 0; i < 128; i++)
    for (int j = 0; j < 10; j++) net->w2[i][j] -= rate * h[i] * d[j];
  for (int j = 0; j < 10; j++) net->b2[j] -= rate * d[j];
  for (int i = 0; i < 784; i++)
    for (int j = 0; j < 128; j++) net->w1[i][j] -= x[i] * dh[j];
  for (int j = 0; j < 128; j++) net->b1[j] -= dh[j];
  return loss;
}

INLINE float adam_step(Weights *net, const float (*x)[784], const int *label, int batch) {
  static float h[MOST][128] ALIGNED, dh[MOST][128] ALIGNED;
  float y[10], d[10], loss = 0;
  hidden_batch(net, batch, x, h);
  memset(gradient.b1, 0, sizeof gradient - sizeof gradient.w1);
  for (int r = 0; r < batch; r++) {
    output(h[r], net->w2, net->b2, y);
    loss += cross_entropy(10, y, label[r], 1.0f / batch, d);
    back_to_hidden(net, h[r], d, dh[r]);
    for (int i = 0; i < 128; i++)
      for (int j = 0; j < 10; j++) gradient.w2[i][j] += h[r][i] * d[j];
    for (int j = 0; j < 10; j++) gradient.b2[j] += d[j];
    for (int j = 0; j < 128; j++) gradient.b1[j] += dh[r][j];
  }
  weight_gradient(batch, x, (const float(*)[128])dh, gradient.w1);
  adam(PARAMETERS, ++steps, (float *)net, (float *)&gradient, (float *)&mean, (float *)&variance);
  return loss;
}

static void independent_calls(long count) { independent(count, call, &net, inputs[0], 784, outputs[0]); }
static void fed_back_calls(long count) { fed_back(count, call, &net, fed, inputs[0][0], outputs[0]); }

static void forward_64(long count) {
  static float h[FORWARD][128] ALIGNED;
  for (long i = 0; i < count; i++) {
    const Weights *weights = &net;
    const float (*x)[784] = inputs, *result = outputs[0];
    OPAQUE(weights);
    OPAQUE(x);
    hidden_batch(weights, FORWARD, x, h);
    for (int r = 0; r < FORWARD; r++) output(h[r], weights->w2, weights->b2, outputs[r]);
    OPAQUE(result);
  }
}

INLINE float training(long from, long count, int batch) {
  float loss = 0;
  for (long i = from; i < from + count; i++) {
    long sample = i * batch % PICTURES;
    Weights *weights = &net;
    const float (*x)[784] = &inputs[sample], *result = &loss;
    const int *label = &classes[sample];
    OPAQUE(weights);
    OPAQUE(x);
    OPAQUE(label);
    loss = batch == 1 ? sgd_step(weights, x[0], *label) : adam_step(weights, x, label, batch);
    OPAQUE(result);
  }
  return loss;
}
static float sgd(long from, long count) { return training(from, count, 1); }
static float adam_32(long from, long count) { return training(from, count, 32); }
static float adam_128(long from, long count) { return training(from, count, 128); }

void net_784_128_10(const char *name, const char *task) {
  start();
  data();
  if (!strcmp(task, "forward-64")) {
    forward_64(1);
    time_calls(name, outputs[0][0], outputs[FORWARD - 1][9], forward_64);
  }
  if (!strcmp(task, "adam-32")) time_training(name, start, adam_32);
  if (!strcmp(task, "adam-128")) time_training(name, start, adam_128);
#ifndef TILES /* the rest would be the same */
  if (!strcmp(task, "forward")) time_independent(name, independent_calls, outputs[0], 10);
  if (!strcmp(task, "fed-back")) time_fed_back(name, fed_back_calls, fed, inputs[0], 784, outputs[0]);
  if (!strcmp(task, "sgd")) time_training(name, start, sgd);
#endif
}
