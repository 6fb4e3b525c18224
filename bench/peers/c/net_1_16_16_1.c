#include "nets.h"
#include "nn.h"

enum { BATCH = 32, SAMPLES_OF_DATA = 1024 };

typedef struct ALIGNED {
  float w1[1][16], b1[16], w2[16][16], b2[16], w3[16], b3[1];
} Weights;
enum { PARAMETERS = 16 + 16 + 256 + 16 + 16 + 1 };

static Weights net ALIGNED, gradient ALIGNED, mean ALIGNED, variance ALIGNED;
static int steps;
static float inputs[SAMPLES_OF_DATA][1] ALIGNED, targets[SAMPLES_OF_DATA] ALIGNED;
static float fed[1], outputs[1];

static void start(void) {
  dense(1, 1, 16, net.w1[0], net.b1);
  dense(2, 16, 16, net.w2[0], net.b2);
  dense(3, 16, 1, net.w3, net.b3);
  memset(&mean, 0, sizeof mean);
  memset(&variance, 0, sizeof variance);
  steps = 0;
}

static void data(void) {
  for (int i = 0; i < SAMPLES_OF_DATA; i++) {
    inputs[i][0] = 3.14159265f * symmetric(100, i);
    targets[i] = sinf(inputs[i][0]) + 0.3f * symmetric(200, i);
  }
}

DENSE(first, 1, 16, 16)
DENSE(second, 16, 16, 16)

INLINE float hidden(const Weights *net, const float *x, float *h1, float *h2) {
  first(x, net->w1, net->b1, h1);
  relu(16, h1);
  second(h1, net->w2, net->b2, h2);
  relu(16, h2);
  return net->b3[0] + dot(16, h2, net->w3);
}

INLINE void call(const void *weights, const float *x, float *y) {
  float h1[16] ALIGNED, h2[16] ALIGNED;
  y[0] = hidden(weights, x, h1, h2);
}

/* The way back to both hidden layers. */
INLINE void back(const Weights *net, const float *h1, const float *h2, float d, float *d1, float *d2) {
  for (int j = 0; j < 16; j++) d2[j] = h2[j] > 0 ? d * net->w3[j] : 0;
  for (int i = 0; i < 16; i++) d1[i] = h1[i] > 0 ? dot(16, d2, net->w2[i]) : 0;
}

static float sgd_step(Weights *net, const float *x, const float *target) {
  const float rate = 0.01f;
  float h1[16] ALIGNED, h2[16] ALIGNED, d1[16] ALIGNED, d2[16] ALIGNED;
  float error = hidden(net, x, h1, h2) - *target, d = 2 * error;
  back(net, h1, h2, d, d1, d2);
  for (int j = 0; j < 16; j++) net->w3[j] -= rate * d * h2[j];
  net->b3[0] -= rate * d;
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++) net->w2[i][j] -= rate * h1[i] * d2[j];
  for (int j = 0; j < 16; j++) {
    net->b2[j] -= rate * d2[j];
    net->w1[0][j] -= rate * *x * d1[j];
    net->b1[j] -= rate * d1[j];
  }
  return error * error;
}

INLINE float add_gradient(const Weights *restrict net, Weights *restrict to, float x, float target) {
  float h1[16] ALIGNED, h2[16] ALIGNED, d1[16] ALIGNED, d2[16] ALIGNED;
  float error = hidden(net, &x, h1, h2) - target, d = 2 * error / BATCH;
  back(net, h1, h2, d, d1, d2);
  for (int j = 0; j < 16; j++) to->w3[j] += d * h2[j];
  to->b3[0] += d;
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++) to->w2[i][j] += h1[i] * d2[j];
  for (int j = 0; j < 16; j++) {
    to->b2[j] += d2[j];
    to->w1[0][j] += x * d1[j];
    to->b1[j] += d1[j];
  }
  return error * error / BATCH;
}

static float adam_step(const float *x, const float *target) {
  float loss = 0;
  memset(&gradient, 0, sizeof gradient);
  for (int b = 0; b < BATCH; b++) loss += add_gradient(&net, &gradient, x[b], target[b]);
  adam(PARAMETERS, ++steps, (float *)&net, (float *)&gradient, (float *)&mean, (float *)&variance);
  return loss;
}

static void independent_calls(long count) { independent(count, call, &net, inputs[0], 1, outputs); }
static void fed_back_calls(long count) { fed_back(count, call, &net, fed, inputs[0][0], outputs); }

INLINE float training(long from, long count, int batch) {
  float loss = 0;
  for (long i = from; i < from + count; i++) {
    long sample = i * batch % SAMPLES_OF_DATA;
    Weights *weights = &net;
    const float *x = inputs[sample], *target = &targets[sample], *result = &loss;
    OPAQUE(weights);
    OPAQUE(x);
    OPAQUE(target);
    loss = batch == 1 ? sgd_step(weights, x, target) : adam_step(x, target);
    OPAQUE(result);
  }
  return loss;
}
static float sgd(long from, long count) { return training(from, count, 1); }
static float adam_32(long from, long count) { return training(from, count, BATCH); }

void net_1_16_16_1(const char *name, const char *task) {
  start();
  data();
  if (!strcmp(task, "forward")) time_independent(name, independent_calls, outputs, 1);
  if (!strcmp(task, "fed-back")) time_fed_back(name, fed_back_calls, fed, inputs[0], 1, outputs);
  if (!strcmp(task, "sgd")) time_training(name, start, sgd);
  if (!strcmp(task, "adam-32")) time_training(name, start, adam_32);
}
