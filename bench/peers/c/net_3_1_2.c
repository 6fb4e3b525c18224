#include "nets.h"
#include "nn.h"

typedef struct ALIGNED {
  float w1[3][1], b1[1], w2[1][2], b2[2];
} Weights;

static Weights net ALIGNED;
static float inputs[64][3] ALIGNED, targets[64][2] ALIGNED, fed[3] ALIGNED, outputs[2] ALIGNED;

static void start(void) {
  for (int i = 0; i < 3; i++) net.w1[i][0] = 0.1f + 0.8f * uniform(1, i);
  for (int o = 0; o < 2; o++) net.w2[0][o] = 0.1f + 0.8f * uniform(3, o);
  net.b1[0] = net.b2[0] = net.b2[1] = 0.1f;
}

static void data(void) {
  for (int i = 0; i < 64 * 3; i++) inputs[i / 3][i % 3] = uniform(100, i);
  for (int i = 0; i < 64 * 2; i++) targets[i / 2][i % 2] = 0.2f + 0.8f * uniform(200, i);
}

DENSE(hidden, 3, 1, 1)
DENSE(output, 1, 2, 2)

NET void call(const void *weights, const float *x, float *y) {
  const Weights *net = weights;
  float h[1];
  hidden(x, net->w1, net->b1, h);
  relu(1, h);
  output(h, net->w2, net->b2, y);
  relu(2, y);
}

NET float step(Weights *net, const float *x, const float *target) {
  const float rate = 0.1f;
  float h[1], y[2], dy[2], loss = 0;
  hidden(x, net->w1, net->b1, h);
  relu(1, h);
  output(h, net->w2, net->b2, y);
  relu(2, y);
  for (int j = 0; j < 2; j++) {
    float error = y[j] - target[j];
    loss += error * error / 2;
    dy[j] = y[j] > 0 ? error : 0;
  }
  float dh = h[0] > 0 ? dot(2, dy, net->w2[0]) : 0;
  for (int j = 0; j < 2; j++) {
    net->w2[0][j] -= rate * dy[j] * h[0];
    net->b2[j] -= rate * dy[j];
  }
  for (int i = 0; i < 3; i++) net->w1[i][0] -= rate * dh * x[i];
  net->b1[0] -= rate * dh;
  return loss;
}

static void independent_calls(long count) { independent(count, call, &net, inputs[0], 3, outputs); }
static void fed_back_calls(long count) { fed_back(count, call, &net, fed, inputs[0][0], outputs); }
static float sgd(long first, long count) {
  float loss = 0;
  for (long i = first; i < first + count; i++) {
    Weights *weights = &net;
    const float *x = inputs[i % 64], *target = targets[i % 64], *result = &loss;
    OPAQUE(weights);
    OPAQUE(x);
    OPAQUE(target);
    loss = step(weights, x, target);
    OPAQUE(result);
  }
  return loss;
}

void net_3_1_2(const char *name, const char *task) {
  start();
  data();
  if (!strcmp(task, "forward")) time_independent(name, independent_calls, outputs, 2);
  if (!strcmp(task, "fed-back")) time_fed_back(name, fed_back_calls, fed, inputs[0], 3, outputs);
  if (!strcmp(task, "sgd")) time_training(name, start, sgd);
}
