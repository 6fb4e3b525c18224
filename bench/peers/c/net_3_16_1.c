#include "nets.h"
#include "nn.h"

typedef struct ALIGNED {
  float w1[3][16], b1[16], w2[16], b2[1];
} Weights;
enum { PARAMETERS = 48 + 16 + 16 + 1 };

static Weights net ALIGNED, gradient ALIGNED, mean ALIGNED, variance ALIGNED;
static int steps;
static float inputs[64][3] ALIGNED, targets[64] ALIGNED;

static void start(void) {
  dense(1, 3, 16, net.w1[0], net.b1);
  dense(2, 16, 1, net.w2, net.b2);
  memset(&mean, 0, sizeof mean);
  memset(&variance, 0, sizeof variance);
  steps = 0;
}

DENSE(hidden, 3, 16, 16)

INLINE float step(Weights *net, const float *x, float target) {
  float h[16] ALIGNED, dh[16] ALIGNED;
  hidden(x, net->w1, net->b1, h);
  relu(16, h);
  float error = net->b2[0] + dot(16, h, net->w2) - target, d = 2 * error;
  for (int j = 0; j < 16; j++) {
    dh[j] = h[j] > 0 ? d * net->w2[j] : 0;
    gradient.w2[j] = d * h[j];
    gradient.b1[j] = dh[j];
  }
  gradient.b2[0] = d;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 16; j++) gradient.w1[i][j] = x[i] * dh[j];
  adam(PARAMETERS, ++steps, (float *)net, (float *)&gradient, (float *)&mean, (float *)&variance);
  return error * error;
}

static float adam_1(long first, long count) {
  float loss = 0;
  for (long i = first; i < first + count; i++) {
    Weights *weights = &net;
    const float *x = inputs[i % 64], *target = &targets[i % 64], *result = &loss;
    OPAQUE(weights);
    OPAQUE(x);
    OPAQUE(target);
    loss = step(weights, x, *target);
    OPAQUE(result);
  }
  return loss;
}

void net_3_16_1(const char *name, const char *task) {
  for (int i = 0; i < 64 * 3; i++) inputs[i / 3][i % 3] = uniform(100, i);
  for (int i = 0; i < 64; i++) targets[i] = 0.2f + 0.8f * uniform(200, i);
  if (!strcmp(task, "adam-1")) time_training(name, start, adam_1);
}
